/*
 * Loaded before the sandbox's child programs (`node --import`): the bot and the chat windows. Keeps them on
 * this computer, and ends them when the program that started them is gone, however it went.
 *
 * The chat window (Agents Playground 0.2.28) listens on all interfaces and sends telemetry that its own
 * switch does not stop entirely; neither has a setting.
 */
import net from 'node:net';

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i;

/** Where a connection goes: every way of calling `connect` ends in a host, a path or neither. */
function hostOf(args: readonly unknown[]): string {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) {
    const host: unknown = Reflect.get(first, 'host');
    return typeof host === 'string' ? host : 'localhost';
  }
  // connect(port, host) or connect(path): a path never leaves the computer.
  return typeof first === 'number' && typeof args[1] === 'string' ? args[1] : 'localhost';
}

const connect: unknown = Reflect.get(net.Socket.prototype, 'connect');
Reflect.set(net.Socket.prototype, 'connect', function (this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (!loopback.test(host)) {
    const refused = Object.assign(new Error(`The sandbox stays on this computer: no connection to ${host}`), {
      code: 'ECONNREFUSED',
    });
    process.nextTick(() => this.destroy(refused));
    return this;
  }
  return typeof connect === 'function' ? Reflect.apply(connect, this, args) : this;
});

const listen: unknown = Reflect.get(net.Server.prototype, 'listen');
Reflect.set(net.Server.prototype, 'listen', function (this: net.Server, ...args: unknown[]) {
  if (typeof listen !== 'function') return this;
  const [first, second, ...rest] = args;
  // A number, or one in digits, is a port; other text is the path of a local socket.
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    const host = typeof second === 'string' && loopback.test(second) ? second : '127.0.0.1';
    const others = typeof second === 'string' ? rest : [second, ...rest];
    return Reflect.apply(listen, this, [first, host, ...others]);
  }
  if (typeof first === 'object' && first !== null && Reflect.has(first, 'port')) {
    return Reflect.apply(listen, this, [{ ...first, host: '127.0.0.1' }, second, ...rest]);
  }
  return Reflect.apply(listen, this, args);
});

if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
