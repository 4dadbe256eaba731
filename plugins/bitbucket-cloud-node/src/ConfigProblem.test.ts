import { ConfigReader } from '@backstage/config';
import {
  ConfigProblemError,
  ConfigProblemsError,
  findConfigProblems,
} from './ConfigProblem';

const problem = {
  key: 'auth.providers.bitbucket.production.sessions',
  found: 'is not an object',
  remedy: 'Use the keys checkAfter and grace.',
};
const other = { key: 'backend.limits.x', found: 'is 0', remedy: 'Remove it.' };

it('is a sentence and a remedy in the message of an error', () => {
  expect(new ConfigProblemError(problem).message).toBe(
    'auth.providers.bitbucket.production.sessions is not an object. Use the keys checkAfter and grace.',
  );
  expect(new ConfigProblemsError('Invalid', [problem, other]).message).toBe(
    `Invalid:
  - auth.providers.bitbucket.production.sessions is not an object. Use the keys checkAfter and grace.
  - backend.limits.x is 0. Remove it.`,
  );
});

it('is returned in its parts, from an error with one or several', () => {
  const thrownBy = (error: Error) =>
    findConfigProblems(() => {
      throw error;
    }, 'auth');
  expect(thrownBy(new ConfigProblemError(problem))).toEqual([problem]);
  expect(
    thrownBy(new ConfigProblemsError('Invalid', [problem, other])),
  ).toEqual([problem, other]);
  expect(findConfigProblems(() => 'valid', 'auth')).toEqual([]);
});

it('names the given key for an error of Backstage', () => {
  const config = new ConfigReader({ auth: { environment: ['a'] } });
  expect(
    findConfigProblems(() => config.getString('auth.environment'), 'auth'),
  ).toEqual([
    {
      key: 'auth',
      found: expect.stringMatching(/^cannot be read: Invalid type in config/),
      remedy: 'Correct the value, or remove the key.',
    },
  ]);
});
