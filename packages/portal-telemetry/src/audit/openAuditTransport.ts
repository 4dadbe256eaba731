import { createWriteStream, openSync } from 'node:fs';
import { type transport, transports } from 'winston';

/** The configuration key. */
export const OUTPUT_KEY = 'backend.auditor.output';

/** All levels of the log. */
const LEVELS = ['error', 'warn', 'info', 'http', 'verbose', 'debug', 'silly'];

/**
 * Opens the place to which the audit log goes.
 *
 * @throws Error if the value is invalid, or the portal cannot write to the file
 */
export function openAuditTransport(output: string): transport {
  if (output === 'stderr') {
    return new transports.Console({ stderrLevels: LEVELS });
  }
  if (!output.startsWith('/')) {
    throw new Error(
      `${OUTPUT_KEY} is '${output}'. Set stderr or the absolute path of a file.`,
    );
  }
  try {
    const fd = openSync(output, 'a', 0o600);
    return new transports.Stream({ stream: createWriteStream(output, { fd }) });
  } catch (error) {
    throw new Error(
      `${OUTPUT_KEY} is ${output}, which the portal cannot write to: ${
        (error as Error).message
      }. Mount a folder that its user can write to.`,
    );
  }
}
