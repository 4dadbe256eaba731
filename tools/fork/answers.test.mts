import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findProblems, suggest } from './answers.mts';
import { template } from './template.mts';
import { createRenaming } from './words.mts';

const company = template.company.join(' ');

describe('the answers of a fork', () => {
  it('are usable if they follow from a long name', () => {
    const long = 'A Company With A Name Of Some Length Ltd';
    assert.equal(long.length, 40);
    assert.deepEqual(findProblems({ company: long, ...suggest(long) }), []);
  });

  it('are usable if they follow from one letter', () => {
    assert.deepEqual(findProblems({ company: 'X', ...suggest('X') }), []);
  });

  it('contain no name of the template', () => {
    const longer = `New ${company}`;
    const problems = findProblems({ company: longer, ...suggest(longer) });
    assert.match(
      problems.join('\n'),
      /^--company is ".*"\. It must not contain a name of the template/,
    );
  });

  it('rename identifiers also if the company has no Latin letters', () => {
    const rename = createRenaming({
      ...suggest('Acme'),
      company: '株式会社',
      title: '株式会社',
    });
    const camel = template.company[0].toLowerCase() + template.company[1];
    assert.equal(
      rename(
        `${camel}.ts: ${company}, ${template.title.join('').toLowerCase()}`,
      ),
      'acme.ts: 株式会社, acme',
    );
  });
});
