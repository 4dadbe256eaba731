import { type EndReason } from '../model/SessionRow';

const SENTENCES: Record<EndReason | 'unknown', string> = {
  signed_out: 'You signed out. Sign in again.',
  signed_out_elsewhere:
    'You signed out this browser from another browser. Sign in again.',
  replaced:
    'Someone signed in again in this browser, so the earlier session ended. Sign in again.',
  administrator:
    'An administrator of the portal ended your session. Sign in again.',
  too_many:
    'You signed in from more than 50 browsers, so the session that you used least ended. Sign in again.',
  expired: 'Your session has expired. Sign in again.',
  damaged: 'The portal cannot read your session. Sign in again.',
  token_rejected:
    'Bitbucket has ended the access of this portal to your account. Sign in again.',
  account_inactive:
    'Your Bitbucket account is no longer active. Ask the administrator of your Bitbucket workspace.',
  two_factor_missing:
    'This portal requires two-step verification, and Bitbucket does not confirm it for your account. Turn it on in the security settings of your Atlassian account, then sign in again.',
  workspace_left:
    'Your Bitbucket account is not a member of a workspace that this portal allows. Ask the administrator of your Bitbucket workspace.',
  unknown:
    'The portal does not know your session. It may have ended some time ago. Sign in again.',
};

/** Returns the message for a user whose session has ended. */
export function describeEnd(reason: EndReason | 'unknown'): string {
  return SENTENCES[reason] ?? SENTENCES.unknown;
}
