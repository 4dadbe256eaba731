import { standardLimits } from '../limits/limits';
import { findTemplateProblem } from './findTemplateProblem';

const find = (body: unknown) => findTemplateProblem(body, standardLimits);

describe('findTemplateProblem', () => {
  it.each([
    [
      'the values of a form',
      { values: { items: Array(1_000).fill(1) } },
      'The form of the template has more than 1,000 values.',
    ],
    [
      'a template',
      { template: { spec: { steps: Array(5_001).fill({}) } } },
      'The template has more than 5,000 values.',
    ],
  ])('rejects %s above the limit', (_, body, message) => {
    expect(find(body)).toContain(message);
  });

  it.each([
    [
      'more than 1,000 files',
      Array(1_001).fill({ path: 'a', base64Content: '' }),
      'more than 1,000 files',
    ],
    ['files without a path', Array(900).fill({}), 'directoryContents[0] is'],
    [
      'a file without content',
      [{ path: 'a', base64Content: '' }, { path: 'b' }],
      'directoryContents[1] is not a file',
    ],
    [
      'a file with another key',
      [{ path: 'a', base64Content: '', x: [[], []] }],
      'directoryContents[0] is not a file. Set only path and base64Content.',
    ],
    [
      'a file with a list as a flag',
      [{ path: 'a', base64Content: '', executable: [[], []] }],
      'directoryContents[0] is not a file',
    ],
    ['one file in place of a list', { path: 'a' }, 'is not a list'],
  ])('refuses %s', (_, directoryContents, message) => {
    expect(find({ directoryContents })).toContain(message);
  });

  it.each([
    ['no body', undefined],
    ['a form with a file of 5 MB', { values: { file: 'x'.repeat(5_000_000) } }],
    [
      'a template with many files',
      {
        directoryContents: Array(1_000).fill({
          path: 'a',
          base64Content: '',
          executable: true,
        }),
      },
    ],
  ])('accepts %s', (_, body) => {
    expect(find(body)).toBeUndefined();
  });
});
