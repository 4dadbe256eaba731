/** The last audit event of an action. */
export interface Outcome {
  event:
    | 'sign-in'
    | 'session-refresh'
    | 'session-check'
    | 'session-end'
    | 'access-token'
    | 'sign-out';
  status: 'succeeded' | 'failed';
  meta: object;
}

/** The event of an action that the portal rejects, or that fails. */
export const failure = (
  event: Outcome['event'],
  reason: RegExp,
  meta: object = {},
): Outcome => ({
  event,
  status: 'failed',
  meta: { ...meta, reason: expect.stringMatching(reason) },
});

export const success = (event: Outcome['event'], meta: object): Outcome => ({
  event,
  status: 'succeeded',
  meta,
});
