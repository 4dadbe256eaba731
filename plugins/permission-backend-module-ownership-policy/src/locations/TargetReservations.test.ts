import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { EventEmitter } from 'node:events';
import { LocationRegistrations } from './LocationRegistrations';
import {
  type ReservationTimes,
  TargetReservations,
} from './TargetReservations';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const location = { type: 'url', target: 'https://example.com/a.yaml' };
const other = { type: 'url', target: 'https://example.com/A.yaml' };

async function createReservations(times: Partial<ReservationTimes>) {
  const knex = await databases.init('SQLITE_3');
  await LocationRegistrations.create(mockServices.database({ knex }));
  return new TargetReservations(knex, { pause: 5, longestWait: 50, ...times });
}

describe('TargetReservations', () => {
  it('runs the tasks of a target one after the other', async () => {
    const reservations = await createReservations({ longestWait: 5_000 });
    let running = 0;
    const counts = await Promise.all(
      [1, 2, 3, 4].map(() =>
        reservations.run(location, async () => {
          running += 1;
          await new Promise(setImmediate);
          const count = running;
          running -= 1;
          return count;
        }),
      ),
    );
    expect(counts).toEqual([1, 1, 1, 1]);
  });

  it('rejects a request that waits too long, but not one for another target', async () => {
    const reservations = await createReservations({});
    const res = Object.assign(new EventEmitter(), { closed: false });
    await reservations.hold(location, res as never);
    await expect(reservations.run(location, async () => 1)).rejects.toThrow(
      'Another request is registering or unregistering url:https://example.com/a.yaml. Try again in a minute.',
    );
    await expect(reservations.run(other, async () => 2)).resolves.toBe(2);
  });

  it('releases a target after an error, and when the response is closed', async () => {
    const reservations = await createReservations({ longestWait: 5_000 });
    const fail = async () => {
      throw new Error('failed');
    };
    await expect(reservations.run(location, fail)).rejects.toThrow('failed');
    const res = Object.assign(new EventEmitter(), { closed: false });
    await reservations.hold(location, res as never);
    const next = reservations.run(location, async () => 'next');
    res.emit('close');
    await expect(next).resolves.toBe('next');
    await reservations.hold(location, { closed: true } as never);
    await expect(reservations.run(location, async () => 3)).resolves.toBe(3);
  });

  it('replaces a reservation of an instance that has failed', async () => {
    const reservations = await createReservations({
      expiry: 200,
      longestWait: 5_000,
    });
    const res = Object.assign(new EventEmitter(), { closed: false });
    await reservations.hold(location, res as never);
    await expect(reservations.run(location, async () => 4)).resolves.toBe(4);
  });
});
