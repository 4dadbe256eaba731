import type { LoggerService } from '@backstage/backend-plugin-api';

/** Returns a logger for commands: only warnings and errors, and not to standard output. */
export function createQuietLogger(): LoggerService {
  const write = (line: string) => process.stderr.write(`${line}\n`);
  const logger = {
    debug: () => {},
    info: () => {},
    warn: write,
    error: write,
    child: () => logger,
  };
  return logger;
}
