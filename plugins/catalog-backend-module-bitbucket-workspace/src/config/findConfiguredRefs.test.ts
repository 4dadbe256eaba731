import { ConfigReader } from '@backstage/config';
import { findConfiguredRefs } from './findConfiguredRefs';

it('finds the refs of Users and Groups anywhere in the configuration', () => {
  const config = new ConfigReader({
    permission: {
      administrators: ['group:default/platform', 'User:Default/Ops-Lead'],
      rbac: { roles: { 'group:teams/keys': 'admin' } },
      list: 'user:default/first, group:second',
    },
    proxy: { target: 'https://host.example/subgroup:not', owner: 'platform' },
    catalog: { target: 'component:default/portal', number: 7, nothing: null },
  });
  expect([...findConfiguredRefs(config)].sort()).toEqual([
    'group:default/platform',
    'group:default/second',
    'group:teams/keys',
    'user:default/first',
    'user:default/ops-lead',
  ]);
});

it('finds no refs in an empty configuration', () => {
  expect(findConfiguredRefs(new ConfigReader({})).size).toBe(0);
});
