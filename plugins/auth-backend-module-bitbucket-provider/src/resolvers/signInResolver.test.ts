import { contextWith, infoOf, profile } from '../__testUtils__/resolverContext';
import { UserResolver } from './signInResolver';

it('waits for a resolver that does not return, and no longer than its limit', async () => {
  const hanging = {
    name: 'hanging',
    resolve: () => new Promise<never>(() => {}),
  };
  const resolver = new UserResolver([hanging], contextWith(), 20);
  const { result } = infoOf(profile);
  expect(await resolver.resolve(result)).toMatchObject({
    error: {
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(/cannot find out who you are/),
    },
    resolver: 'hanging',
  });
});
