/** The log for whoever looks into chatform itself: off, unless `CHATFORM_LOG` names a level. */
import type { Log } from './adapters/logged.ts';
import { version } from './version.ts';

const levels = ['trace', 'debug', 'info', 'warn', 'error'];

/**
 * JSON lines by pino, on standard error or in the file of `CHATFORM_LOG_PATH`; undefined when it is off.
 * Values of settings and secrets are never handed to it.
 * @throws Error when the level is none, or the file cannot be written
 */
export async function openLog(env: Readonly<Record<string, string | undefined>>): Promise<Log | undefined> {
  const { CHATFORM_LOG: level, CHATFORM_LOG_PATH: file } = env;
  if (level === undefined || level === '') return undefined;
  if (!levels.includes(level))
    throw new Error(`CHATFORM_LOG is ${level}, and there are ${levels.join(', ')}`);
  // The bundle's chunk of a CommonJS library has nothing but a default export.
  const { default: pino } = await import('pino');
  // Synchronous, so that the last line before a crash is there. Bundled, pino cannot start its workers.
  const logger = pino(
    { level, base: { version } },
    pino.destination({ dest: file ?? 2, sync: true, append: true }),
  );
  return (message, fields) => logger.debug(fields, message);
}
