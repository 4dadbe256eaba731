import { measureRequest, onBitbucketRequest } from './requestEvents';

const API = 'https://api.bitbucket.org/2.0';

it('measures nothing without a listener', () => {
  expect(measureRequest(`${API}/user`)).toBeUndefined();
});

it.each([
  ['https://bitbucket.org/site/oauth2/access_token', 'token'],
  ['http://localhost:7100/2.0/user/emails', 'user'],
  [`${API}/workspaces/acme/members?page=2`, 'workspaces'],
  [`${API}/repositories/acme?pagelen=100`, 'repositories'],
  [`${API}/repositories/acme/user`, 'repository'],
  [`${API}/repositories/acme/shop/refs/branches/main`, 'repository'],
  [`${API}/repositories/acme/shop/src/main/catalog-info.yaml`, 'src'],
  [`${API}/repositories/acme/shop/pullrequests/1/diffstat`, 'pullrequests'],
  ['/2.0/repositories/acme/shop/pipelines/1/steps/2/log', 'pipelines'],
  [`${API}/teams`, 'other'],
])('counts %s as %s', (url, endpoint) => {
  const listener = jest.fn();
  const stop = onBitbucketRequest(listener);
  measureRequest(url)?.(200);
  stop();
  expect(listener).toHaveBeenCalledWith({
    endpoint,
    status: '2xx',
    seconds: expect.any(Number),
  });
});

it.each([
  [204, undefined, '2xx'],
  [400, { error: 'invalid_grant' }, '4xx'],
  [400, { error: 'unauthorized_client' }, '401'],
  [401, undefined, '401'],
  [429, undefined, '429'],
  [502, undefined, '5xx'],
  [undefined, undefined, 'none'],
])('counts the status %s with %j as %s', (status, body, expected) => {
  const listener = jest.fn();
  const stop = onBitbucketRequest(listener);
  measureRequest(`${API}/user`)?.(status, body);
  stop();
  expect(listener.mock.calls[0][0].status).toBe(expected);
});
