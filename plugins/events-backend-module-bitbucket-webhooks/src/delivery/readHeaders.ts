import { type IncomingHttpHeaders } from 'node:http';
import { type DeliveryHeaders } from '../model/Delivery';
import { RefusedDelivery } from '../model/RefusedDelivery';

const UUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;
/** It becomes a part of the name of a topic. */
const EVENT_KEY = /^[a-z_]{1,32}:[a-z_]{1,64}$/;

/**
 * Reads the headers that identify a delivery.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 *
 * @param headers - Node.js joins several headers of the same name with commas, which is not a uuid
 * @throws RefusedDelivery if `X-Request-UUID` or `X-Event-Key` is missing or invalid
 */
export function readHeaders(headers: IncomingHttpHeaders): DeliveryHeaders {
  const requestUuid = readUuid(headers['x-request-uuid']);
  if (requestUuid === undefined) {
    throw invalid('X-Request-UUID', 'one uuid');
  }
  const eventKey = String(headers['x-event-key'] ?? '');
  if (!EVENT_KEY.test(eventKey)) {
    throw invalid('X-Event-Key', 'one event, such as repo:push');
  }
  const attempt = String(headers['x-attempt-number'] ?? '');
  return {
    requestUuid,
    eventKey,
    hookUuid: readUuid(headers['x-hook-uuid']),
    ...(/^\d{1,3}$/.test(attempt) && { attempt }),
  };
}

function readUuid(header: unknown): string | undefined {
  return UUID.exec(String(header ?? ''))?.[1].toLowerCase();
}

function invalid(name: string, expected: string): RefusedDelivery {
  return new RefusedDelivery(
    'invalid',
    `The header ${name} is missing, or is not ${expected}. Check that a proxy does not change it.`,
  );
}
