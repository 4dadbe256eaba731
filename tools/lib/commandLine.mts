import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

interface CommandLine<TOptions extends Options> {
  options: TOptions;
  /** Whether the command accepts arguments besides options. Default: no. */
  allowPositionals?: boolean;
  /** Default: the arguments of this process. */
  args?: string[];
}

/**
 * Parses the options and arguments of a command of this repository. With `--help`, it prints the usage
 * and exits with code 0. For an unknown option or argument, it exits with code 2.
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

/** For a command without options. */
export function takeNoArguments(usage: string): void {
  readCommandLine(usage, { options: {} });
}

/** Parses the command line, and exits with code 2 if that throws. */
export function orRefuse<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return refuse(usage, (error as Error).message);
  }
}

/**
 * Parses a whole number of at most six digits.
 *
 * @throws Error with a message for the user
 */
export function readNumber(
  option: string,
  text: string,
  least: number,
): number {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  if (!(number >= least)) {
    throw new Error(
      `${option} accepts whole numbers from ${least}; it found "${text}".`,
    );
  }
  return number;
}

/** Parses a comma-separated list. */
export function readList<T>(list: string, read: (text: string) => T): T[] {
  return list.split(',').map(text => read(text.trim()));
}

/** Exits with code 2, because the command line is invalid. */
export function refuse(usage: string, sentence: string): never {
  console.error(`${sentence}\n\n${usage.trimEnd()}`);
  process.exit(2);
}

function parse<const T extends ParseArgsConfig>(usage: string, config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node.js adds a second sentence about arguments that begin with a dash.
    const [sentence] = (error as Error).message.split('. ');
    return refuse(usage, `${sentence.replace(/\.$/, '')}.`);
  }
}
