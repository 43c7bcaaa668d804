import type { LogFields, Logger } from '../../src/telemetry/logger.ts';

/** One line that was logged. */
export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: LogFields;
}

/** A logger that keeps its lines for the test to read. */
export function aLog(lines: LogLine[] = [], always: LogFields = {}): Logger & { lines: LogLine[] } {
  const write = (level: LogLine['level']) => (fields: LogFields, message: string) => {
    lines.push({ level, message, fields: { ...always, ...fields } });
  };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => aLog(lines, { ...always, ...fields }),
  };
}
