/** The executable: the real world, and the only place that prints or exits. */
import { hostname } from 'node:os';
import type { Log } from './adapters/logged.ts';
import { main } from './commands/main.ts';
import { writeAll } from './commands/output.ts';
import { exitCodes, type World } from './commands/world.ts';
import { openLog } from './log.ts';
import { coloured, type Look, plain } from './report/layout.ts';

const { env, argv } = process;
const noColor = argv.includes('--no-color');

const heard = new Set<NodeJS.WriteStream>();

/** A stream is made by Node when it is first looked at, which is not before it is needed. */
function heardOf(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (heard.has(stream)) return stream;
  heard.add(stream);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read our output is gone (`| head`): nothing is left to be said.
    if (error.code !== 'EPIPE') unwritten(stream, error);
  });
  return stream;
}

let isWhole = true;

/** A full disk behind a redirection ends no apply: what is done is written down elsewhere, and this is said at its end. */
function unwritten(stream: NodeJS.WriteStream, { message }: Error): void {
  if (!isWhole) return;
  isWhole = false;
  if (stream === process.stdout) stderr().write(`Error: The output could not be written: ${message}\n`);
  process.once('exit', (code) => {
    if (code === exitCodes.done || code === exitCodes.pending) process.exitCode = exitCodes.error;
  });
}
const stdout = () => heardOf(process.stdout);
const stderr = () => heardOf(process.stderr);

/** Flag, then NO_COLOR, then whether it is a terminal that can show colours. */
function look(stream: NodeJS.WriteStream): Look {
  const isColoured = !noColor && !env.NO_COLOR && stream.isTTY === true && env.TERM !== 'dumb';
  return { paint: isColoured ? coloured : plain, columns: Math.min(stream.columns || 100, 140) };
}

/** Milliseconds of this process. Node takes a while to load its `performance`. */
const clock = () => process.uptime() * 1000;

/** One line that is written over on a terminal; elsewhere a line every 15 seconds. */
function progressLine(): { show: (text: string) => void; clear: () => void } {
  let last = clock();
  let shown = false;
  return {
    show(text) {
      const now = clock();
      const pause = stderr().isTTY ? 100 : 15_000;
      if (now - last < pause) return;
      last = now;
      shown = stderr().isTTY === true;
      stderr().write(shown ? `\r\u001b[2K${text}` : `${text}\n`);
    },
    clear() {
      if (shown) stderr().write('\r\u001b[2K');
      shown = false;
    },
  };
}

/** Milliseconds after the first signal: calls of the console that have no answer are lost; this ends in any case. */
const patience = { calls: 5000, all: 9000 };

let interrupts = 0;
let stop: () => void = () => {};
const stopped = new Promise<void>((resolve) => {
  stop = resolve;
});
let giveUp: () => void = () => {};
const givenUp = new Promise<void>((resolve) => {
  giveUp = resolve;
});

function interrupt(): void {
  interrupts += 1;
  if (interrupts > 1) process.exit(130);
  stop();
  setTimeout(giveUp, patience.calls);
  setTimeout(() => process.exit(130), patience.all);
}

/**
 * Asks on the terminal; undefined where there is none. Its end (Ctrl-D), and Ctrl-C, are an empty answer. Nothing
 * of a hidden answer is shown.
 */
async function ask(question: string, isHidden = false): Promise<string | undefined> {
  const { stdin } = process;
  if (!stdin.isTTY) return undefined;
  const [{ default: readline }, { Writable }] = await Promise.all([
    import('node:readline'),
    import('node:stream'),
  ]);
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  return new Promise((resolve) => {
    const output = isHidden ? nowhere() : stderr();
    // `terminal` is what takes the echo away from the terminal itself, and gives it to the reader.
    const reader = readline.createInterface({ input: stdin, output, ...(isHidden && { terminal: true }) });
    reader.once('SIGINT', () => {
      interrupt();
      reader.close();
    });
    let given: string | undefined;
    reader.once('close', () => {
      if (given === undefined || isHidden) stderr().write('\n');
      resolve(given ?? '');
    });
    if (isHidden) stderr().write(question);
    reader.question(isHidden ? '' : question, (answer) => {
      given = answer.trim();
      reader.close();
    });
  });
}

/** Standard input, to its end or until it is too long. */
async function input(characters: number): Promise<string> {
  const { stdin } = process;
  stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of stdin) {
    text += chunk;
    if (text.length > characters) break;
  }
  return text;
}

function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupt();
      stderr().write('\nStopping: what is in flight is being recorded. Once more ends at once.\n');
    });
  }
}

const progress = progressLine();
const world = (debug: Log | undefined): World => ({
  cwd: process.cwd(),
  env,
  get host() {
    return hostname();
  },
  pid: process.pid,
  now: () => new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  time: Date.now,
  randomId: () => Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex'),
  random: Math.random,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  print: (text) => {
    progress.clear();
    stdout().write(text);
  },
  printAll: (pieces) => {
    progress.clear();
    return writeAll(stdout(), pieces);
  },
  tell: (text) => {
    progress.clear();
    stderr().write(text);
  },
  look: look(stdout()),
  get errorLook() {
    return look(stderr());
  },
  progress: progress.show,
  ask: (question) => ask(question),
  askSecret: (question) => ask(question, true),
  input,
  ...(debug && { log: { debug, clock } }),
  stopping: () => interrupts > 0,
  untilStopped: () => stopped,
  untilGivenUp: () => givenUp,
});

/** Runs a command line, what stands behind the program's name, and sets the exit code. */
export async function run(line: readonly string[]): Promise<void> {
  listen();
  let log: Log | undefined;
  try {
    log = await openLog(env);
  } catch (error) {
    stderr().write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  try {
    process.exitCode = await main(line, world(log));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    stderr().write(`chatform failed where it should not have: ${message}\n`);
    stderr().write('This is a bug. Set CHATFORM_LOG=debug to see where it happened, and please report it.\n');
    log?.('failed', { err: error });
    process.exitCode = 1;
  }
  // A call that was given up, or a wait, would keep the process.
  if (interrupts > 0) stdout().write('', () => process.exit());
}
