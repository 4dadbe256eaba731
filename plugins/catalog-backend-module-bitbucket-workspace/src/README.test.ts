import { ModuleReadme } from '@backstage-bitbucket/test-kit';
import { dirname, join } from 'node:path';

const readme = new ModuleReadme(join(__dirname, '..'), {
  library: dirname(
    require.resolve('@backstage-bitbucket/plugin-bitbucket-cloud-node'),
  ),
  guardedKey: 'people',
});
const sentences = readme.sentences();
const symptoms = readme.firstColumn('When something does not work');

describe('the troubleshooting tables', () => {
  it('are parsed', () => {
    expect(sentences.length).toBeGreaterThan(25);
    expect(symptoms.length).toBeGreaterThan(35);
  });

  it.each(
    // Excludes the messages of the preview, which only its user sees, and that of modules with requests of users.
    sentences.filter(
      sentence => !/--config|--id|^The provider|^Your requests/.test(sentence),
    ),
  )('explain %p', sentence => {
    expect(symptoms.filter(key => sentence.includes(key))).not.toEqual([]);
  });

  it.each(symptoms)('only list messages that exist in the code: %p', key => {
    expect(readme.allText()).toContain(
      key.replace(/^(workspace|schedule|requestTimeout) /, ''),
    );
  });
});

describe('the table of keys', () => {
  it('contains exactly the keys of the schema', () => {
    const keys = readme.schemaKeys();
    expect(keys.length).toBeGreaterThan(15);
    expect(readme.firstColumn('Configure').sort()).toEqual(keys.sort());
  });

  it('contains the defaults of the code that are numbers', () => {
    const numbers = readme.numbers('Configure');
    expect(numbers).toHaveLength(4);
    expect(numbers.filter(each => each.readme !== each.code)).toEqual([]);
  });
});

it('contains exactly the metrics', () => {
  const documented = readme.firstColumn('Calls, log and metrics');
  expect(documented.sort()).toEqual(
    readme.metrics('bitbucket_workspace').sort(),
  );
});
