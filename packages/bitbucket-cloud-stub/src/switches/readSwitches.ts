import type { Switches } from './Switches';

/** The possible values of each switch, by their text on the command line. */
const VALUES: {
  [Name in keyof Switches]: Record<string, Switches[Name]>;
} = {
  username: { true: true, false: false },
  authorizeScope: { ignored: 'ignored', narrows: 'narrows' },
  clientCredentialsInBody: { accepted: 'accepted', refused: 'refused' },
  codeSearch: {
    available: 'available',
    disabled: 'disabled',
    removed: 'removed',
  },
  formerSlug: { missing: 'missing', resolved: 'resolved' },
  openerPolicy: { 'unsafe-none': 'unsafe-none', 'same-origin': 'same-origin' },
  pipelineLog: { redirected: 'redirected', direct: 'direct' },
  pkce: { ignored: 'ignored', refused: 'refused' },
  rateLimitBody: { json: 'json', text: 'text' },
  retryAfter: { true: true, false: false },
};

/**
 * Parses the switches of the command line.
 *
 * @param settings - Each in the format `retryAfter=true`.
 * @throws Error that lists the possible switches or values.
 */
export function readSwitches(settings: string[] = []): Partial<Switches> {
  const entries = settings.map(setting => {
    const [name, value] = setting.split('=');
    const values = Object.hasOwn(VALUES, name)
      ? VALUES[name as keyof Switches]
      : undefined;
    if (!values) {
      throw new Error(
        `--switch has no "${name}". Use one of: ${Object.keys(VALUES).join(
          ', ',
        )}.`,
      );
    }
    if (value === undefined || !Object.hasOwn(values, value)) {
      throw new Error(
        `--switch ${name} must be ${Object.keys(values).join(
          ' or ',
        )}; it was "${setting}".`,
      );
    }
    return [name, (values as Record<string, unknown>)[value]];
  });
  return Object.fromEntries(entries);
}
