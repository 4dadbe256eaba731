import { ConfigReader } from '@backstage/config';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { limitTable, standardLimits } from './limits';
import { readLimits } from './readLimits';

const read = (limits: unknown) =>
  readLimits(new ConfigReader({ backend: { limits } } as never));

describe('readLimits', () => {
  it('has a default for every limit', () => {
    expect(readLimits(new ConfigReader({}))).toEqual(standardLimits);
    expect(standardLimits['query.depth']).toBe(
      limitTable['query.depth'].standard,
    );
  });

  it('reads numbers, and numbers from environment variables', () => {
    const limits = read({ query: { depth: 7 }, entity: { values: '900' } });
    expect(limits['query.depth']).toBe(7);
    expect(limits['entity.values']).toBe(900);
    expect(limits['query.terms']).toBe(standardLimits['query.terms']);
  });

  it('names every wrong value and unknown key at once', () => {
    const limits = {
      query: { depth: 0, terms: 'many', width: 3 },
      entity: { values: 1.5 },
      body: 12,
    };
    expect(() => read(limits)).toThrow(
      `The limits of the portal are not valid:
  - backend.limits.query.width is not a limit of the portal. Remove it.
  - backend.limits.body is not a limit of the portal. Remove it.
  - backend.limits.entity.values is 1.5. Use a whole number from 1 to 1,000,000,000, or remove the key.
  - backend.limits.query.depth is 0. Use a whole number from 1 to 1,000,000,000, or remove the key.
  - backend.limits.query.terms is "many". Use a whole number from 1 to 1,000,000,000, or remove the key.`,
    );
  });

  it('rejects limits that are not a map', () => {
    expect(() => read([1])).toThrow(
      'backend.limits is not a map. Write one key for each limit.',
    );
  });
});

it('documents every limit with its default in config.d.ts', () => {
  const schema = readFileSync(resolve(__dirname, '../../config.d.ts'), 'utf8');
  const documented = [
    ...schema.matchAll(/\/\*\* (.*)\. Default: (.*) \*\/\s+\w+\?: number;/g),
  ].map(([, limits, standard]) => [limits, standard]);
  expect(documented).toEqual(
    expect.arrayContaining(
      Object.values(limitTable).map(({ limits, standard }) => [
        limits,
        formatStandard(standard),
      ]),
    ),
  );
});

function formatStandard(standard: number): string {
  const kibibytes = standard / 1024;
  if (!Number.isInteger(kibibytes)) {
    return standard.toLocaleString('en-US');
  }
  return kibibytes < 1024 ? `${kibibytes} KiB` : `${kibibytes / 1024} MiB`;
}
