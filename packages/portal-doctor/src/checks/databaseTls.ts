import { JsonValue } from '@backstage/types';
import { X509Certificate } from 'node:crypto';
import { exceptable, Finding, problem } from '../findings/Finding';
import { isSocket, isThisMachine, parseUrl } from '../settings/hosts';
import { Settings } from '../settings/Settings';

const REMEDY =
  'Use { rejectUnauthorized: true }, and POSTGRES_CA for an authority that Node does not know.';
const CERTIFICATES =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Whether a connection to PostgreSQL is encrypted, and to the right server.
 *
 * @param isOptional - whether the connection can be the one of all plugins, without a setting of its own
 */
export function checkTls(
  settings: Settings,
  key: string,
  isOptional: boolean,
): Finding[] {
  const ssl = `${key}.ssl`;
  const connection = settings.get(key);
  if (typeof connection === 'string') {
    return checkMode(key, parseUrl(connection));
  }
  const host = settings.text(`${key}.host`) ?? '';
  if (!settings.has(ssl) || settings.isFalse(ssl)) {
    if (isOptional && !settings.isFalse(ssl)) {
      return [];
    }
    const found = problem(
      ssl,
      'is off, so passwords travel in the clear',
      REMEDY,
    );
    return isThisMachine(host) || isSocket(host)
      ? [exceptable('databaseOnThisMachine', found)]
      : [found];
  }
  if (isSocket(host)) {
    return [
      problem(
        ssl,
        'is on, and PostgreSQL has no TLS over a unix socket',
        'Set it to false.',
      ),
    ];
  }
  return [
    ...(settings.isFalse(`${ssl}.rejectUnauthorized`)
      ? [
          problem(
            `${ssl}.rejectUnauthorized`,
            'is false, so the portal does not verify the server',
            REMEDY,
          ),
        ]
      : []),
    ...checkAuthority(`${ssl}.ca`, settings.get(`${ssl}.ca`)),
  ];
}

function checkMode(key: string, url: URL | undefined): Finding[] {
  const mode = url?.searchParams.get('sslmode');
  if (mode === 'verify-full') {
    return [];
  }
  const found = problem(
    key,
    `has sslmode ${mode ?? 'unset'}, so the portal does not verify the server`,
    'Append ?sslmode=verify-full.',
  );
  return isThisMachine(url?.hostname ?? '')
    ? [exceptable('databaseOnThisMachine', found)]
    : [found];
}

function checkAuthority(key: string, value: JsonValue | undefined): Finding[] {
  if (value === undefined) {
    return [];
  }
  const text = String(value);
  if (text.includes('\\n')) {
    return [
      problem(
        key,
        'has \\n as two characters where a line should end',
        'Set POSTGRES_CA to a text with line breaks. Where a variable cannot have them, mount a file: { $file: /run/secrets/database_ca }.',
      ),
    ];
  }
  const certificates = text.match(CERTIFICATES) ?? [];
  return certificates.length > 0 && certificates.every(isCertificate)
    ? []
    : [
        problem(
          key,
          'is not a certificate in PEM',
          'Set POSTGRES_CA to the text that begins with -----BEGIN CERTIFICATE-----, or use $file.',
        ),
      ];
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== undefined;
  } catch {
    return false;
  }
}
