import { ConfigReader } from '@backstage/config';
import { LogReaders } from './LogReaders';

const ORGANIZATION = 'https://bitbucket.org/acme/catalog/src/main/all.yaml';
const readers = new LogReaders(
  new ConfigReader({
    catalog: { locations: [{ type: 'url', target: ORGANIZATION }] },
  }),
);

function check(location: string | undefined, origin = location) {
  return () =>
    readers.require(
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'booking',
          annotations: {
            ...(location && { 'backstage.io/managed-by-location': location }),
            ...(origin && {
              'backstage.io/managed-by-origin-location': origin,
            }),
          },
        },
      },
      { workspace: 'acme', slug: 'booking' },
    );
}

it.each([
  'url:https://bitbucket.org/acme/booking/src/main/catalog-info.yaml',
  'url:https://bitbucket.org/Acme/Booking/src/main/services/a.yaml',
  'url:https://bitbucket.org/acme/booking',
  'file:/app/catalog-info/all.yaml',
  'bitbucket-workspace:acme',
])('shows logs on an entity from %s', location => {
  expect(check(location)).not.toThrow();
});

it('shows logs on an entity of a configured location', () => {
  const file = 'url:https://bitbucket.org/acme/catalog/src/main/booking.yaml';
  expect(check(file, `url:${ORGANIZATION}`)).not.toThrow();
  expect(check(file)).toThrow('whose catalog file is in the repository');
});

it.each([
  'url:https://bitbucket.org/acme/mine/src/main/catalog-info.yaml',
  'url:https://bitbucket.org/acme/booking-2/src/main/catalog-info.yaml',
  'url:https://bitbucket.org.example/acme/booking/src/main/a.yaml',
  'url:https://example.com/https://bitbucket.org/acme/booking/a.yaml',
])('shows no logs on an entity from %s', location => {
  expect(check(location)).toThrow('acme/booking');
});
