import { InputError } from '@backstage/errors';
import { type Request } from 'express';
import { refuseUnreadableUrls } from './refuseUnreadableUrls';

function refusalOf(url: string): unknown {
  const next = jest.fn();
  const [path] = url.split('?');
  refuseUnreadableUrls({ url, path } as Request, {} as never, next);
  return next.mock.calls[0][0];
}

it.each([
  '/api/search/query?term=a&filters[kind]=%00',
  '/api/search/query?term=a&filters[%00]=b',
  '/api/search/query?term=a&filters[kind][]=%00',
  '/api/user-settings/buckets/%00/keys/a',
  '/api/notifications?search=%00',
  '/api/notifications?topic=%00',
  '/api/notifications/topics?search=%00',
  '/api/notifications/%00',
  '/api/scaffolder/v2/tasks/%00/events',
  '/api/scaffolder/v2/tasks?createdBy=%00',
  '/api/scaffolder/v2/tasks?status=%00',
])('rejects the NUL in %s', url => {
  expect(refusalOf(url)).toEqual(
    new InputError('The URL has a NUL character (%00). Remove it.'),
  );
});

it.each([
  '/api/techdocs/static/docs/default/component/developer-portal/%E0%A4%A',
  '/api/catalog/entities/by-name/component/default/%ff',
  '/docs/100%',
])('rejects the escape in the path %s', url => {
  expect(refusalOf(url)).toEqual(
    new InputError(
      'The path of the URL has an invalid escape. Escape its characters as UTF-8.',
    ),
  );
});

it.each([
  '/',
  '/catalog/default/component/%F0%9F%9A%80',
  '/api/user-settings/buckets/a/keys/b%2Fc%2500',
  '/api/search/query?term=100%',
])('accepts %s', url => {
  expect(refusalOf(url)).toBeUndefined();
});
