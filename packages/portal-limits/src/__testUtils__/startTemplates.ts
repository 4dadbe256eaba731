import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import templateEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import {
  createTemplateAction,
  scaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';
import { resolve } from 'node:path';
import { publishingFeatures } from '../publishing/publishingFeatures';
import { readingFeatures } from '../reading/readingFeatures';

const TEMPLATES = resolve(__dirname, '../../../../catalog-info/templates');

/** The state of a run of a template. */
export interface TemplateRun {
  id: string;
  status: string;
  /** The messages of the run. */
  log: string;
  /** The final status of each step, by its id. */
  steps: Record<string, string>;
  output: any;
}

/** A backend with the catalog and the templates of this repository. */
export interface Templates {
  call(path: string, json?: object): Promise<{ status: number; body: any }>;
  /** Runs a template, and waits until the run has ended. */
  run(templateRef: string, values: object): Promise<TemplateRun>;
  /** Starts a run again that has failed, and waits until it has ended. */
  retry(id: string): Promise<TemplateRun>;
  stop(): Promise<void>;
}

/** The template sends a notification, which this test does not need. */
const notifications = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'test-notifications',
  register(reg) {
    reg.registerInit({
      deps: { actions: scaffolderActionsExtensionPoint },
      async init({ actions }) {
        const id = 'notification:send';
        actions.addActions(createTemplateAction({ id, async handler() {} }));
      },
    });
  },
});

/**
 * @param config - in addition to the location of the template `new-service`
 */
export async function startTemplates(config: object): Promise<Templates> {
  const data = {
    catalog: {
      locations: [
        {
          type: 'file',
          target: resolve(TEMPLATES, 'new-service/template.yaml'),
          rules: [{ allow: ['Template'] }],
        },
      ],
      rules: [{ allow: ['Component', 'Location'] }],
      processingInterval: { seconds: 1 },
    },
    ...config,
  };
  const backend = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({ data }),
      publishingFeatures,
      readingFeatures,
      notifications,
      catalogPlugin,
      templateEntityModel,
      scaffolderPlugin,
    ],
  });
  const call: Templates['call'] = async (path, json) => {
    const response = await fetch(
      `http://localhost:${backend.server.port()}${path}`,
      {
        method: json ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${mockCredentials.user.token()}`,
          'content-type': 'application/json',
        },
        body: json && JSON.stringify(json),
      },
    );
    return { status: response.status, body: await response.json() };
  };
  const tasks = '/api/scaffolder/v2/tasks';
  const waitForEnd = async (id: string): Promise<TemplateRun> => {
    for (;;) {
      const { status } = (await call(`${tasks}/${id}`)).body;
      if (status !== 'open' && status !== 'processing') {
        const { body: events } = await call(`${tasks}/${id}/events`);
        return describeRun(id, status, events);
      }
      await new Promise(resume => setTimeout(resume, 50));
    }
  };
  return {
    call,
    stop: () => backend.stop(),
    async run(templateRef, values) {
      const started = await call(tasks, { templateRef, values });
      if (started.status !== 201) {
        throw new Error(JSON.stringify(started));
      }
      return waitForEnd(started.body.id);
    },
    async retry(id) {
      await call(`${tasks}/${id}/retry`, {});
      return waitForEnd(id);
    },
  };
}

function describeRun(
  id: string,
  status: string,
  events: { body: Record<string, any> }[],
): TemplateRun {
  const bodies = events.map(({ body }) => body);
  return {
    id,
    status,
    log: bodies.map(({ message }) => message).join('\n'),
    steps: Object.fromEntries(
      bodies
        .filter(body => body.stepId && body.status)
        .map(body => [body.stepId, body.status]),
    ),
    output: bodies.at(-1)?.output,
  };
}
