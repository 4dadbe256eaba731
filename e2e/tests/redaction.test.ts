import { expect, test } from '@playwright/test';
import { portalSecrets } from '../portal/createPortalConfig';
import { redact } from '../portal/redact';

/** Possible output of a backend, with the part that a report must not contain. */
const lines: [string, string][] = [
  [
    'GET /api/auth/bitbucket/handler/frame?code=AbC123&state=6e6f HTTP/1.1',
    'AbC123',
  ],
  ['POST body client_secret=hunter2&grant_type=refresh_token', 'hunter2'],
  ['{"access_token":"2YotnFZFEjr1zCsicMWpAA"}', '2YotnFZFEjr1zCsicMWpAA'],
  ['{"refreshToken": "tGzv3JOkF0XG5Qx2TlKWIA"}', 'tGzv3JOkF0XG5Qx2TlKWIA'],
  ['authorization: Bearer mF_9.B5f-4.1JqM', 'mF_9.B5f-4.1JqM'],
  ['Authorization: Basic cG9ydGFsOnNlY3JldA==', 'cG9ydGFsOnNlY3JldA=='],
  ['cookie: bitbucket-session=v1.tGzv3; other=1', 'tGzv3'],
  ['cookie: __Host-bitbucket-session-byEmail=v1.tGzv3', 'tGzv3'],
  ['cookie: bitbucket-attempt-byEmail=tGzv3; other=1', 'tGzv3'],
  [
    'token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln expired',
    'eyJzdWIiOiJ1In0',
  ],
  [`clientSecret ${portalSecrets.client}`, portalSecrets.client],
  [`token ${portalSecrets.service}`, portalSecrets.service],
  [`token ${portalSecrets.integration}`, portalSecrets.integration],
];

for (const [line, secret] of lines) {
  test(`a report does not contain the secret in: ${line}`, () => {
    expect(line).toContain(secret);
    expect(redact(line)).not.toContain(secret);
    expect(redact(line)).toContain('[redacted]');
  });
}

test('a report keeps text that is not secret', () => {
  const line =
    'GET /api/catalog/entities/by-name/user/default/mira.lindqvist 200 14 ms';
  expect(redact(line)).toBe(line);
});
