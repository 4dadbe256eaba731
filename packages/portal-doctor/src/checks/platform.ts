import { parseEntityRef } from '@backstage/catalog-model';
import { accessSync, constants } from 'node:fs';
import { advice, type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';
import { checkSecret } from './secrets';

/**
 * Checks the permissions of users, the callers that can act for them, and the remaining data of the
 * sample company.
 */
export function checkPlatform(settings: Settings): Finding[] {
  return [
    ...checkPermissions(settings),
    ...checkServices(settings),
    ...checkDangerousFlags(settings),
    ...checkEnvironment(settings),
    ...checkDocumentation(settings),
    ...checkSampleCompany(settings),
  ];
}

function checkDocumentation(settings: Settings): Finding[] {
  const key = 'techdocs.publisher.type';
  const type = settings.text(key);
  return type === undefined || type === 'local'
    ? [
        advice(
          key,
          `is ${
            type ?? 'missing, which means local'
          }, a separate folder at each instance`,
          'Let your pipelines publish to a bucket, and set it here: docs/operate/build-documentation.md.',
        ),
      ]
    : [];
}

function checkPermissions(settings: Settings): Finding[] {
  const findings: Finding[] = [];
  if (!settings.isTrue('permission.enabled')) {
    findings.push(
      problem(
        'permission.enabled',
        'is not true, so every user can change everything',
        'Use true.',
      ),
    );
  }
  const key = 'permission.administrators';
  const administrators = settings.list(key);
  if (settings.has(key) && !Array.isArray(settings.get(key))) {
    findings.push(
      problem(
        key,
        'is not a list',
        'List the group that operates the portal, for example [group:default/platform].',
      ),
    );
  } else if (administrators.length === 0) {
    findings.push(
      advice(
        key,
        'is empty, so no user can remove entities without an owner',
        'List the group that operates the portal, for example group:default/platform.',
      ),
    );
  }
  for (const [index, ref] of administrators.entries()) {
    if (!isGroupOrUser(String(ref))) {
      findings.push(
        problem(
          `${key}[${index}]`,
          `is ${JSON.stringify(ref)}, which is neither a group nor a user`,
          'Use a full reference, for example group:default/platform.',
        ),
      );
    }
  }
  return findings;
}

function isGroupOrUser(ref: string): boolean {
  try {
    return /^(group|user)$/i.test(parseEntityRef(ref).kind);
  } catch {
    return false;
  }
}

function checkServices(settings: Settings): Finding[] {
  const findings: Finding[] = [];
  if (settings.text('events.useEventBus') === 'never') {
    findings.push(
      problem(
        'events.useEventBus',
        'is never, so an instance does not receive the events of other instances',
        'Use always.',
      ),
    );
  }
  const access = 'backend.auth.externalAccess';
  settings.list(access).forEach((_, index) => {
    const key = `${access}[${index}]`;
    const secret = { static: 'token', legacy: 'secret' }[
      settings.text(`${key}.type`) ?? ''
    ];
    if (secret) {
      findings.push(
        ...checkSecret(settings, `${key}.options.${secret}`, {
          remedy: 'Create one with: openssl rand -base64 32',
          minimum: 24,
        }),
      );
    }
    if (!settings.has(`${key}.accessRestrictions`)) {
      findings.push(
        advice(
          `${key}.accessRestrictions`,
          'is missing, so this caller can access every plugin',
          'List the plugins that it requires.',
        ),
      );
    }
  });
  if (settings.has('backend.auth.keys')) {
    findings.push(
      advice(
        'backend.auth.keys',
        'is set, but Backstage no longer reads it',
        'Remove it: plugins sign with their own keys, which they store in the database.',
      ),
    );
  }
  return findings;
}

/** For resolvers, the result depends on the rest of the sign-in configuration; see `checkSignIn`. */
function checkDangerousFlags(settings: Settings): Finding[] {
  return [...settings.leaves()]
    .filter(
      ({ key, value }) =>
        /(^|\.)dangerously[^.]*$/i.test(key) &&
        !key.includes('.signIn.resolvers[') &&
        String(value) === 'true',
    )
    .map(({ key }) =>
      problem(key, 'is true, which is for experiments only', 'Remove it.'),
    );
}

function checkEnvironment({ environment }: Settings): Finding[] {
  const findings: Finding[] = [];
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    findings.push(
      problem(
        'NODE_TLS_REJECT_UNAUTHORIZED',
        'is 0, so the portal does not verify the servers that it calls',
        'Unset it. NODE_EXTRA_CA_CERTS names a file of trusted authorities.',
      ),
    );
  }
  const authorities = environment.NODE_EXTRA_CA_CERTS;
  if (authorities) {
    try {
      accessSync(authorities, constants.R_OK);
    } catch (error) {
      findings.push(
        problem(
          'NODE_EXTRA_CA_CERTS',
          `is the file ${authorities}, which cannot be read (${
            (error as NodeJS.ErrnoException).code
          }), so the portal does not trust its authorities`,
          'Mount the file, or correct the path.',
        ),
      );
    }
  }
  return findings;
}

/** In two parts, so that `./yarnw fork:init` does not make it the company of the fork. */
const SAMPLE_COMPANY = new RegExp(['har', 'bour ?bikes'].join(''), 'i');

function checkSampleCompany(settings: Settings): Finding[] {
  const places = [...settings.leaves()]
    .filter(({ key }) => /^(app|mcpActions|organization)\./.test(key))
    .filter(({ value }) => SAMPLE_COMPANY.test(String(value)))
    .map(({ key }) => key);
  return places.length === 0
    ? []
    : [
        advice(
          places[0],
          `still names the sample company${
            places.length > 1
              ? `, and so do ${places.length - 1} other keys`
              : ''
          }`,
          'Replace it with your company: docs/operate/configuration.md.',
        ),
      ];
}
