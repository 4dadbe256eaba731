import {
  type AuditorService,
  type AuditorServiceCreateEventOptions,
  type AuditorServiceEvent,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { type JsonObject } from '@backstage/types';
import { type Request } from '../model/express';
import { signInError } from '../model/signInError';
import { type SessionEnd, type SessionRow } from '../model/SessionRow';

/** The ID of an event. */
export type AuditedEvent =
  | 'sign-in'
  | 'session-refresh'
  | 'session-check'
  | 'session-end'
  | 'session-list'
  | 'access-token'
  | 'sign-out';

/** The subject of an event. */
export interface AuditedSubject {
  eventId: AuditedEvent;
  request?: Request;
  meta?: JsonObject;
}

/** A sign-in in progress. It must be recorded: a sign-in that cannot be recorded fails. */
export interface AuditedSignIn {
  /** @throws ServiceUnavailableError if the auditor fails */
  succeed(meta: JsonObject): Promise<void>;
  /** Also logs the rejection. */
  fail(error: Error, meta?: JsonObject): Promise<void>;
}

/**
 * Records sign-ins and session changes as events of Backstage's auditor. A failure is also a log line. A
 * refresh that changes nothing is only counted in a metric.
 */
export class AuditLog {
  readonly #auditor: AuditorService | undefined;
  readonly #logger: LoggerService;

  constructor(logger: LoggerService, auditor?: AuditorService) {
    this.#logger = logger;
    this.#auditor = auditor;
  }

  /** @throws ServiceUnavailableError if the auditor fails */
  async beginSignIn(request: Request): Promise<AuditedSignIn> {
    const event = await this.#createEvent({
      eventId: 'sign-in',
      request,
    }).catch(explainAuditError);
    return {
      succeed: async meta => {
        await event?.success({ meta }).catch(explainAuditError);
      },
      fail: async (error, meta = {}) => {
        this.#warn('sign-in', error, meta);
        await event?.fail(toFailure(error, meta)).catch(explainAuditError);
      },
    };
  }

  /** Records a success. A failure of the auditor is logged and changes nothing. */
  async succeeded(subject: AuditedSubject, meta: JsonObject = {}) {
    await this.#attempt(subject, event => event.success({ meta }));
  }

  /** Records a failure and logs it. A failure of the auditor is logged and changes nothing. */
  async failed(subject: AuditedSubject, error: Error) {
    this.#warn(subject.eventId, error, subject.meta);
    await this.#attempt(subject, event => event.fail(toFailure(error, {})));
  }

  /** Records the end of a session. */
  async sessionEnded(row: SessionRow, end: SessionEnd, request?: Request) {
    await this.succeeded({
      eventId: 'session-end',
      request,
      meta: {
        reason: end.reason,
        by: end.by,
        ...(end.note !== undefined && { note: end.note }),
        session: row.publicId,
        uuid: row.accountUuid,
        userEntityRef: row.userEntityRef,
      },
    });
  }

  /** Records the end of the access of command line tools and AI assistants. */
  async offlineSessionsEnded(
    ended: { userEntityRef: string; offlineSessions: number },
    { reason, by, note }: SessionEnd,
    request?: Request,
  ) {
    await this.succeeded({
      eventId: 'session-end',
      request,
      meta: { reason, by, ...(note !== undefined && { note }), ...ended },
    });
  }

  async #attempt(
    subject: AuditedSubject,
    end: (event: AuditorServiceEvent) => Promise<void>,
  ) {
    try {
      const event = await this.#createEvent(subject);
      if (event) {
        await end(event);
      }
    } catch (error) {
      this.#logger.error(`Could not record ${subject.eventId}: ${error}`);
    }
  }

  #warn(
    eventId: AuditedEvent,
    error: Error,
    { note, ...meta }: JsonObject = {},
  ) {
    // A rejected account ends the session, which is another event.
    const outcome =
      eventId === 'session-check' ||
      eventId === 'access-token' ||
      error instanceof ServiceUnavailableError
        ? 'failed'
        : 'refused';
    const more = note === undefined ? '' : ` ${note}`;
    this.#logger.warn(
      `Bitbucket ${eventId} ${outcome}: ${reasonOf(error)}${more}`,
      { ...meta, reason: error.name },
    );
  }

  async #createEvent({ eventId, request, meta }: AuditedSubject) {
    return this.#auditor?.createEvent({
      eventId,
      severityLevel: 'medium',
      // The same Express class, from another copy of its types.
      request: request as AuditorServiceCreateEventOptions['request'],
      meta: { provider: 'bitbucket', ...meta },
    });
  }
}

function toFailure(error: Error, meta: JsonObject) {
  return { error, meta: { ...meta, reason: reasonOf(error) } };
}

function explainAuditError(error: unknown): never {
  throw signInError(
    ServiceUnavailableError,
    'This portal cannot record sign-ins at the moment, so users cannot sign in. Try again in a minute.',
    error,
  );
}

/** The message for the user, and the cause in brackets. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
