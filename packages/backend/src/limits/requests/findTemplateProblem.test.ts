import { standardLimits } from '../limits';
import { findTemplateProblem } from './findTemplateProblem';

const find = (body: unknown) => findTemplateProblem(body, standardLimits);

describe('findTemplateProblem', () => {
  it.each([
    ['the values of a form', { values: { items: Array(5_001).fill(1) } }],
    ['a template', { template: { spec: { steps: Array(5_001).fill({}) } } }],
  ])('refuses %s above the limit', (_, body) => {
    expect(find(body)).toContain('more than 5,000 values');
  });

  it.each([
    ['no body', undefined],
    ['a form with a file of 5 MB', { values: { file: 'x'.repeat(5_000_000) } }],
    [
      'a template with many files',
      {
        directoryContents: Array(3_000).fill({ path: 'a', base64Content: '' }),
      },
    ],
  ])('accepts %s', (_, body) => {
    expect(find(body)).toBeUndefined();
  });
});
