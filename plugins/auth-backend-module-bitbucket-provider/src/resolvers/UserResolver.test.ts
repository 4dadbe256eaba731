import { contextWith, infoOf, profile } from '../__testUtils__/resolverContext';
import { UserResolver } from './UserResolver';

it('waits at most the time limit for a resolver that does not return', async () => {
  const hanging = {
    name: 'hanging',
    resolve: () => new Promise<never>(() => {}),
  };
  const resolver = new UserResolver([hanging], contextWith(), 20);
  const { result } = infoOf(profile);
  expect(await resolver.resolve(result)).toMatchObject({
    error: {
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(/cannot identify you/),
    },
    resolver: 'hanging',
  });
});
