import { parseEntityRef } from '@backstage/catalog-model';
import { accessSync, constants } from 'node:fs';
import { advice, Finding, problem } from '../findings/Finding';
import { Settings } from '../settings/Settings';
import { checkSecret } from './secrets';

/** What people may do, who may act for them, and what is left of the sample company. */
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
          }, a folder of each instance`,
          'Have your pipelines publish to a bucket, and name it here: docs/operate/build-documentation.md.',
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
        'is not true, so everybody may change everything',
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
        'List the group that runs the portal, as in [group:default/platform].',
      ),
    );
  } else if (administrators.length === 0) {
    findings.push(
      advice(
        key,
        'names nobody, so what has no owner can be removed by nobody',
        'List the group that runs the portal, as in group:default/platform.',
      ),
    );
  }
  for (const [index, ref] of administrators.entries()) {
    if (!isGroupOrUser(String(ref))) {
      findings.push(
        problem(
          `${key}[${index}]`,
          `is ${JSON.stringify(ref)}, which is neither a group nor a user`,
          'Give a full reference, as in group:default/platform.',
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
        'is never, so an instance does not hear what happened at another one',
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
          remedy: 'Make one with: openssl rand -base64 32',
          minimum: 24,
        }),
      );
    }
    if (!settings.has(`${key}.accessRestrictions`)) {
      findings.push(
        advice(
          `${key}.accessRestrictions`,
          'is missing, so this caller may use every plugin',
          'Name the plugins that it needs.',
        ),
      );
    }
  });
  if (settings.has('backend.auth.keys')) {
    findings.push(
      advice(
        'backend.auth.keys',
        'is there, and Backstage does not read it any more',
        'Remove it: plugins sign with keys of their own, kept in the database.',
      ),
    );
  }
  return findings;
}

/** Of resolvers it depends on the rest of the sign-in; see `checkSignIn`. */
function checkDangerousFlags(settings: Settings): Finding[] {
  return [...settings.leaves()]
    .filter(
      ({ key, value }) =>
        /(^|\.)dangerously[^.]*$/i.test(key) &&
        !key.includes('.signIn.resolvers[') &&
        String(value) === 'true',
    )
    .map(({ key }) =>
      problem(key, 'is true, which is for experiments', 'Remove it.'),
    );
}

function checkEnvironment({ environment }: Settings): Finding[] {
  const findings: Finding[] = [];
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    findings.push(
      problem(
        'NODE_TLS_REJECT_UNAUTHORIZED',
        'is 0, so the portal verifies no server that it calls',
        'Unset it; NODE_EXTRA_CA_CERTS names a file of authorities to trust.',
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
          }), so the portal trusts none of its authorities`,
          'Mount the file, or correct the path.',
        ),
      );
    }
  }
  return findings;
}

function checkSampleCompany(settings: Settings): Finding[] {
  const places = [...settings.leaves()]
    .filter(({ key }) => /^(app|mcpActions|organization)\./.test(key))
    .filter(({ value }) => /harbour ?bikes/i.test(String(value)))
    .map(({ key }) => key);
  return places.length === 0
    ? []
    : [
        advice(
          places[0],
          `still names Harbour Bikes${
            places.length > 1 ? `, and so do ${places.length - 1} more` : ''
          }`,
          'Put your company in its place: docs/operate/configuration.md.',
        ),
      ];
}
