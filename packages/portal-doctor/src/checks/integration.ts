import { advice, type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';

export const INTEGRATIONS_KEY = 'integrations.bitbucketCloud';

/** The prefixes of Bitbucket's tokens: of an account, and of a workspace, a project or a repository. */
const API_TOKEN = /^ATATT/;
const ACCESS_TOKEN = /^ATCTT/;

const EMAIL = /^[^\s@:]+@[^\s@:]+$/;
const EITHER =
  'Set BITBUCKET_CLOUD_USERNAME and BITBUCKET_CLOUD_TOKEN for an API token, or only the token for an access token of a workspace, a project or a repository.';

/** Checks the credentials with which the portal reads repositories and template actions access them. */
export function checkIntegration(settings: Settings): Finding[] {
  return settings.list(INTEGRATIONS_KEY).flatMap((_, index) => {
    const key = `${INTEGRATIONS_KEY}[${index}]`;
    const empty = checkEmpty(settings, key);
    if (empty.length > 0) {
      return empty;
    }
    return [
      ...checkAppPassword(settings, key),
      ...checkConsumer(settings, key),
      ...checkToken(settings, key),
    ];
  });
}

/** Backstage rejects an empty text and does not start. */
function checkEmpty(settings: Settings, key: string): Finding[] {
  return ['username', 'token', 'clientId', 'clientSecret']
    .map(name => `${key}.${name}`)
    .filter(each => String(settings.value(each) ?? 'missing').trim() === '')
    .map(each =>
      problem(each, 'is empty', `Unset its variable, or remove it. ${EITHER}`),
    );
}

function checkAppPassword(settings: Settings, key: string): Finding[] {
  return settings.has(`${key}.appPassword`)
    ? [
        problem(
          `${key}.appPassword`,
          'is set, but Bitbucket has not accepted app passwords since July 2026',
          `Remove it. ${EITHER}`,
        ),
      ]
    : [];
}

function checkConsumer(settings: Settings, key: string): Finding[] {
  const names = ['clientId', 'clientSecret'];
  const missing = names.filter(name => !settings.has(`${key}.${name}`));
  if (missing.length === 1) {
    return [
      problem(
        `${key}.${missing[0]}`,
        'is missing, but the other half of the OAuth consumer is set',
        'Set both, or neither.',
      ),
    ];
  }
  return missing.length === 0 && settings.has(`${key}.token`)
    ? [
        advice(
          `${key}.token`,
          'is not used, because Backstage prefers clientId and clientSecret',
          'Remove one of the two.',
        ),
      ]
    : [];
}

function checkToken(settings: Settings, key: string): Finding[] {
  const username = settings.text(`${key}.username`);
  const token = settings.text(`${key}.token`);
  if (token === undefined) {
    return username !== undefined && !settings.has(`${key}.appPassword`)
      ? [
          problem(
            `${key}.token`,
            'is missing, but username is set',
            'Set BITBUCKET_CLOUD_TOKEN too, or neither of them.',
          ),
        ]
      : [];
  }
  if (/\s/.test(token)) {
    return [
      problem(
        `${key}.token`,
        'contains a space or a line break',
        'Copy it again.',
      ),
    ];
  }
  if (username === undefined) {
    return API_TOKEN.test(token)
      ? [
          problem(
            `${key}.username`,
            'is missing, but the token is an API token of an account, so templates cannot push',
            'Set BITBUCKET_CLOUD_USERNAME to the email address of the Atlassian account.',
          ),
        ]
      : [];
  }
  if (ACCESS_TOKEN.test(token)) {
    return [
      problem(
        `${key}.username`,
        'is set, but the token is an access token of a workspace, a project or a repository, which Bitbucket rejects together with a username',
        'Unset BITBUCKET_CLOUD_USERNAME.',
      ),
    ];
  }
  return EMAIL.test(username)
    ? []
    : [
        problem(
          `${key}.username`,
          `is ${username}, which is not an email address, so Bitbucket rejects the API token`,
          'Set BITBUCKET_CLOUD_USERNAME to the email address of the Atlassian account. For an access token of a workspace, a project or a repository, unset it.',
        ),
      ];
}
