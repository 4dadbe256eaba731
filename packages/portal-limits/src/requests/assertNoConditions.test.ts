import { mockCredentials } from '@backstage/backend-test-utils';
import { assertNoConditions } from './assertNoConditions';

const PATH = '/.well-known/backstage/permissions/apply-conditions';
const user = mockCredentials.user();
const none = mockCredentials.none();

it.each([
  ['a user', PATH, user],
  ['a user with another spelling', `${PATH.toUpperCase()}/`, user],
  ['a request without a token', PATH, none],
])('rejects conditions of %s', (_, path, credentials) => {
  expect(() => assertNoConditions(path, credentials)).toThrow(
    'Users cannot apply the conditions of a permission',
  );
});

it.each([
  ['conditions of a plugin', PATH, mockCredentials.service()],
  [
    'conditions of a plugin on behalf of a user',
    PATH,
    mockCredentials.user('user:default/tomas', {
      actor: { subject: 'plugin:permission' },
    }),
  ],
  ['other requests of a user', '/entities', user],
])('accepts %s', (_, path, credentials) => {
  expect(() => assertNoConditions(path, credentials)).not.toThrow();
});
