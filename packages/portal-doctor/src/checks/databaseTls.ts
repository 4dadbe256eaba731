import { type JsonValue } from '@backstage/types';
import { X509Certificate } from 'node:crypto';
import { exceptable, type Finding, problem } from '../findings/Finding';
import { isSocket, isThisMachine, parseUrl } from '../settings/hosts';
import { type Settings } from '../settings/Settings';

const REMEDY =
  'Use { rejectUnauthorized: true }, and set POSTGRES_CA if Node.js does not know the certificate authority.';
const CERTIFICATES =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Checks whether a PostgreSQL connection is encrypted and verifies the server.
 *
 * @param isOptional - whether the connection can inherit the settings of the shared connection
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
      'is off, so the portal sends passwords unencrypted',
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
        'is on, but PostgreSQL does not support TLS over a unix socket',
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
        'contains \\n as two characters instead of line breaks',
        'Set POSTGRES_CA to a text with line breaks. If a variable cannot contain them, mount a file: { $file: /run/secrets/database_ca }.',
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
