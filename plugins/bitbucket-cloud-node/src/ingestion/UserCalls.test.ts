import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openBudgetDatabase } from './openBudgetDatabase';
import { BudgetUsedUpError } from './RateBudget';
import { RequestUser, UserCalls, UserCallsUsedUpError } from './UserCalls';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function createCalls() {
  const client = await databases.init('SQLITE_3');
  const knex = await openBudgetDatabase({ getClient: async () => client });
  let time = Date.UTC(2026, 0, 1, 12);
  const user = new RequestUser();
  const create = () =>
    new UserCalls({
      user,
      knex,
      key: 'consumer',
      limit: 20,
      label: 'Test',
      logger: mockServices.logger.mock(),
      clock: { now: () => time, sleep: async () => {} },
    });
  const send = async (calls: UserCalls, count: number) => {
    for (let call = 0; call < count; call++) {
      await calls.beforeCall();
    }
  };
  return {
    create,
    send,
    user,
    advance: (minutes: number) => {
      time += minutes * 60_000;
    },
  };
}

it('leaves half of the hour to the other users, and a tenth to each', async () => {
  const { create, send, user } = await createCalls();
  const calls = create();
  await user.run('user:default/mira', () => send(calls, 10));
  await expect(
    user.run('user:default/mira', () => send(calls, 1)),
  ).rejects.toThrow(UserCallsUsedUpError);
  await user.run('user:default/tomas', () => send(calls, 2));
  await expect(
    user.run('user:default/tomas', () => send(calls, 1)),
  ).rejects.toThrow(UserCallsUsedUpError);
});

it('counts the calls of a user at all instances', async () => {
  const { create, send, user } = await createCalls();
  const [one, other] = [create(), create()];
  await user.run('user:default/mira', () => send(one, 10));
  await expect(
    user.run('user:default/mira', () => send(other, 1)),
  ).rejects.toThrow(UserCallsUsedUpError);
});

it('limits calls without a user only together', async () => {
  const { create, send } = await createCalls();
  const calls = create();
  await send(calls, 20);
  await expect(send(calls, 1)).rejects.toThrow(BudgetUsedUpError);
});

it('permits the calls of the user again after an hour', async () => {
  const { advance, create, send, user } = await createCalls();
  const calls = create();
  await user.run('user:default/mira', () => send(calls, 10));
  advance(62);
  await user.run('user:default/mira', () => send(calls, 10));
});
