import { readFileSync } from 'node:fs';
import { ENDPOINTS, spell } from './endpoints';

describe('the README', () => {
  it('contains every control endpoint in its table, with the same words', () => {
    const readme = readFileSync(require.resolve('../../README.md'), 'utf8');
    const [, section] = readme.split('## Control endpoints');
    const rows = [
      ...section.matchAll(/^\| `(\w+ \/_stub\S*)` +\| (.*?) +\|$/gm),
    ];

    expect(rows.map(([, endpoint, does]) => [endpoint, does])).toEqual(
      ENDPOINTS.map(({ method, path, does }) => [
        `${method} ${spell(path)}`,
        does,
      ]),
    );
  });
});
