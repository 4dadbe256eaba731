import { readFileSync, writeFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { defaultSeedPath } from './readSeed';
import { seedJsonSchema } from './seedJsonSchema';

const PATH = require.resolve('../../seed/seed.schema.json');
const YAML = readFileSync(defaultSeedPath(), 'utf8');

describe('seed.schema.json', () => {
  it('matches the code; UPDATE_SEED_SCHEMA=1 writes it', () => {
    if (process.env.UPDATE_SEED_SCHEMA) {
      const text = JSON.stringify(seedJsonSchema(), undefined, 2);
      writeFileSync(PATH, `${text}\n`);
    }
    expect(JSON.parse(readFileSync(PATH, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(seedJsonSchema())),
    );
  });

  it('is named on the first line of the default seed, for editors', () => {
    expect(YAML.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./seed.schema.json',
    );
  });

  it('accepts the default seed, and rejects one with an unknown field', () => {
    const validate = addFormats(new Ajv({ strict: false })).compile(
      seedJsonSchema(),
    );

    expect(validate(parse(YAML))).toBe(true);
    expect(validate({ ...parse(YAML), persons: [] })).toBe(false);
  });
});
