// Loaded before all else (`node --import`), in plain JavaScript, because an old Node cannot even read the
// TypeScript files and would end with words that help nobody.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Hubwatch needs Node 22.18 or newer; this is Node ${process.versions.node}.\n` +
      'Run `npm ci` (without --ignore-scripts): it brings the right Node, and the npm scripts use it.\n',
  );
  process.exit(1);
}
