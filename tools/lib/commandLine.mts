import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

type CommandLine<TOptions extends Options> = {
  options: TOptions;
  /** Whether the command takes arguments besides options. Default: no. */
  allowPositionals?: boolean;
  /** Default: the arguments of this process. */
  args?: string[];
};

/**
 * Reads the options and arguments of a command of this repository. With `--help` it prints the usage and ends the
 * process with code 0. At an option or argument that the command does not have, it ends it with code 2.
 */
export function readCommandLine<const TOptions extends Options>(
  usage: string,
  { options, allowPositionals = false, args }: CommandLine<TOptions>,
) {
  const { values, positionals } = parse(usage, {
    args,
    allowPositionals,
    options: { ...options, help: { type: 'boolean' as const } },
  });
  if ('help' in values && values.help) {
    console.log(usage.trimEnd());
    process.exit(0);
  }
  return { values, positionals };
}

/** For a command without any options. */
export function takeNoArguments(usage: string): void {
  readCommandLine(usage, { options: {} });
}

/** Reads what was typed, and ends the process with code 2 where that throws. */
export function orRefuse<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return refuse(usage, (error as Error).message);
  }
}

/**
 * Reads a whole number of at most six digits.
 *
 * @throws Error with a sentence for the person who typed it
 */
export function readNumber(
  option: string,
  text: string,
  least: number,
): number {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  if (!(number >= least)) {
    throw new Error(
      `${option} takes whole numbers from ${least} on; it found "${text}".`,
    );
  }
  return number;
}

/** Reads what is separated by commas. */
export function readList<T>(list: string, read: (text: string) => T): T[] {
  return list.split(',').map(text => read(text.trim()));
}

/** Ends the process with code 2: what was typed is wrong. */
export function refuse(usage: string, sentence: string): never {
  console.error(`${sentence}\n\n${usage.trimEnd()}`);
  process.exit(2);
}

function parse<const T extends ParseArgsConfig>(usage: string, config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node adds a second sentence, about arguments that begin with a dash.
    const [sentence] = (error as Error).message.split('. ');
    return refuse(usage, `${sentence.replace(/\.$/, '')}.`);
  }
}
