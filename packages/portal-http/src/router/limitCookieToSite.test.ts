import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  mockCredentials,
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { limitCookieToSite } from './limitCookieToSite';

/** Returns the cookies of a response in which Backstage sets or removes its cookie. */
async function readCookies(
  [app, backend]: string[],
  credentials: Parameters<typeof mockCredentials.user> | 'none' = [],
) {
  const config = mockServices.rootConfig({
    data: { app: { baseUrl: app }, backend: { baseUrl: backend } },
  });
  const httpAuth = await ServiceFactoryTester.from(httpAuthServiceFactory, {
    dependencies: [
      mockServices.rootConfig.factory({ data: config.get() as {} }),
      mockServices.auth.factory(),
      mockServices.discovery.mock({
        getExternalBaseUrl: async id => `${backend}/api/${id}`,
      }).factory,
    ],
  }).getSubject('techdocs');
  const server = createServer(
    express()
      .use(limitCookieToSite(config))
      .use(async (_req, res) => {
        res.cookie('other', '1', { sameSite: 'none', secure: true });
        await httpAuth.issueUserCookie(res, {
          credentials:
            credentials === 'none'
              ? mockCredentials.none()
              : mockCredentials.user(...credentials),
        });
        res.end();
      }),
  ).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/`);
  server.closeAllConnections();
  server.close();
  return response.headers.getSetCookie();
}

const PORTAL = 'https://portal.example.com';

it.each([
  ['SameSite=Lax', PORTAL, PORTAL],
  ['SameSite=Lax', 'http://localhost:3000', 'http://localhost:7007'],
  ['SameSite=None', 'https://app.example.com', 'https://backend.example.org'],
])(
  '%s is an attribute of the cookie of %s with the backend at %s',
  async (...row) => {
    const [sameSite, ...urls] = row;
    const [other, cookie] = await readCookies(urls);
    expect(cookie).toMatch(/^backstage-auth=[^;]+;.*HttpOnly; Secure/);
    expect(cookie).toContain(sameSite);
    expect(other).toContain('SameSite=None');
  },
);

it('is an attribute of the cookie that removes it', async () => {
  const [, cookie] = await readCookies([PORTAL, PORTAL], 'none');
  expect(cookie).toMatch(/^backstage-auth=;.*SameSite=Lax/);
});
