import { installPromtool } from '@backstage-bitbucket/test-kit';
import { parse } from 'yaml';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../lib/workspace.mts';

const folder = join(root, 'deploy/observability');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const found = installPromtool();

interface Alert {
  alert: string;
  annotations: { summary: string; runbook_url: string };
  labels: { severity: string };
}
const rules: { groups: { rules: (Alert | { record: string })[] }[] } = parse(
  read('rules.yaml'),
);
const alerts = rules.groups
  .flatMap(group => group.rules)
  .filter((rule): rule is Alert => 'alert' in rule);

function promtool(...args: string[]) {
  assert.ok('promtool' in found, 'missing' in found ? found.missing : '');
  const { status, stderr, stdout } = spawnSync(found.promtool, args, {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

describe('the rules for Prometheus', () => {
  it('pass the tests of promtool', () => {
    promtool('test', 'rules', 'rules.test.yaml');
  });

  it('are part of a valid configuration of Prometheus', () => {
    promtool('check', 'config', 'prometheus.yaml');
  });

  it('have a test that fires each alert, and a section of the runbook', () => {
    const tests: {
      tests: {
        alert_rule_test?: { alertname: string; exp_alerts: object[] }[];
      }[];
    } = parse(read('rules.test.yaml'));
    const fired = tests.tests
      .flatMap(test => test.alert_rule_test ?? [])
      .filter(({ exp_alerts }) => exp_alerts.length > 0)
      .map(({ alertname }) => alertname);
    const runbook = readFileSync(
      join(root, 'docs/operate/observability.md'),
      'utf8',
    );
    const sections = [...runbook.matchAll(/^### (Portal\w+)$/gm)].map(
      ([, name]) => name,
    );
    const names = alerts.map(({ alert }) => alert);
    assert.deepEqual([...new Set(fired)].sort(), names.toSorted());
    assert.deepEqual(sections.sort(), names.toSorted());
    for (const { alert, annotations, labels } of alerts) {
      assert.equal(
        annotations.runbook_url,
        `docs/operate/observability.md#${alert.toLowerCase()}`,
      );
      assert.match(labels.severity, /^(critical|warning)$/);
    }
  });
});

describe('the dashboards for Grafana', () => {
  const names = readdirSync(join(folder, 'dashboards'));

  it('are in the profile of Compose', () => {
    const compose: { configs: Record<string, { file: string }> } = parse(
      readFileSync(join(root, 'deploy/compose/compose.yaml'), 'utf8'),
    );
    const mounted = Object.values(compose.configs).flatMap(({ file }) =>
      file.includes('/dashboards/') ? [file.split('/').at(-1)] : [],
    );
    assert.deepEqual(mounted.sort(), names.toSorted());
  });

  it('have distinct panels, each with the chosen data source', () => {
    const uids = new Set<string>();
    for (const name of names) {
      const { panels, uid } = JSON.parse(read(`dashboards/${name}`));
      uids.add(uid);
      const ids = new Set(panels.map(({ id }: { id: number }) => id));
      assert.equal(ids.size, panels.length, name);
      for (const { datasource, targets, title } of panels) {
        assert.equal(datasource.uid, '${datasource}', title);
        assert.ok(targets.length > 0, title);
      }
    }
    assert.equal(uids.size, names.length);
  });
});
