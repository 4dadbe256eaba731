import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { type Request } from 'express';
import { RefusedDelivery } from '../model/RefusedDelivery';
import { DeliveryLog } from './DeliveryLog';

const MINUTE = 60_000;
const REQUEST = { headers: {} } as Request;
const DELIVERY = {
  eventKey: 'repo:push',
  requestUuid: 'd3b07384-d113-4ec5-a5d8-9e2f5b6c7a81',
};

let time = 1_796_000_000_000;
const add = jest.fn();
const logger = mockServices.logger.mock();
const auditor = mockServices.auditor.mock();
const metrics = metricsServiceMock.mock({ createCounter: () => ({ add }) });
const createLog = () =>
  new DeliveryLog({ auditor, logger, metrics, now: () => time });

beforeEach(() => jest.clearAllMocks());

const refuse = (
  outcome: 'invalid_signature' | 'failed' | 'other_workspace',
  cause?: Error,
) => new RefusedDelivery(outcome, 'It was rejected.', cause);

it('counts all rejected requests, and reports those that it did not audit', async () => {
  const log = createLog();
  for (let count = 0; count < 65; count++) {
    await log.refused(REQUEST, {}, refuse('invalid_signature'));
  }
  expect(add).toHaveBeenCalledTimes(65);
  expect(auditor.createEvent).toHaveBeenCalledTimes(60);
  expect(logger.warn).toHaveBeenCalledTimes(60);
  time += MINUTE;
  await log.refused(REQUEST, {}, refuse('invalid_signature'));
  await log.refused(REQUEST, {}, refuse('invalid_signature'));
  const metas = auditor.createEvent.mock.calls.map(([{ meta }]) => meta);
  const meta = { provider: 'bitbucket', outcome: 'invalid_signature' };
  expect(metas.slice(60)).toEqual([{ ...meta, unaudited: 5 }, meta]);
});

it('always audits deliveries with a signature', async () => {
  const log = createLog();
  const cause = new Error('connect ECONNREFUSED');
  for (let count = 0; count < 65; count++) {
    await log.refused(REQUEST, DELIVERY, refuse('failed', cause));
    await log.refused(REQUEST, DELIVERY, refuse('other_workspace'));
    await log.accepted(REQUEST, DELIVERY, 'accepted');
  }
  expect(auditor.createEvent).toHaveBeenCalledTimes(195);
  expect(logger.error).toHaveBeenCalledTimes(65);
  expect(logger.error).toHaveBeenCalledWith(
    'A webhook of Bitbucket was not accepted: It was rejected. (connect ECONNREFUSED)',
    { ...DELIVERY, outcome: 'failed' },
  );
});

it('does not fail if the auditor fails', async () => {
  auditor.createEvent.mockRejectedValueOnce(new Error('no space left'));
  await createLog().accepted(REQUEST, DELIVERY, 'accepted');
  expect(logger.error).toHaveBeenCalledWith(
    'Could not record a webhook of Bitbucket: Error: no space left',
  );
  expect(add).toHaveBeenCalledWith(1, { outcome: 'accepted' });
});
