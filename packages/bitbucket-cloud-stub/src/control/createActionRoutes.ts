import { Hono } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import type { ControlledStub } from '../BitbucketCloudStub';
import { readForm } from '../http/readForm';
import { renderErrorPage } from '../pages/errorPage';
import { sendPage } from '../pages/sendPage';
import { PRESETS } from '../faults/presets';
import { refuseForm } from './refusals';

const HOUR = 60 * 60 * 1000;

type Action = (
  stub: ControlledStub,
  form: URLSearchParams,
) => unknown | undefined;

const ACTIONS: Record<string, Action> = {
  'add-fault': (stub, form) => {
    const preset = PRESETS.find(each => each.id === form.get('value'));
    if (!preset) {
      throw new Error(`There is no switch "${form.get('value')}".`);
    }
    return stub.faults.add(preset.rule);
  },
  'remove-fault': (stub, form) => stub.faults.remove(form.get('value') ?? ''),
  'clear-faults': stub => stub.faults.clear(),
  'remove-account': (stub, form) =>
    stub.update(form.get('value') ?? '', { removed: true }),
  'bring-back-account': (stub, form) =>
    stub.update(form.get('value') ?? '', { removed: false }),
  'advance-clock': stub => stub.clock.advance(HOUR),
  'resend-delivery': (stub, form) =>
    stub.deliveries.resend(form.get('value') ?? ''),
  reset: stub => stub.reset(),
};

/** The actions of the buttons on the home page, for mounting at `/_stub`. */
export function createActionRoutes(
  context: StubContext,
  stub: ControlledStub,
): Hono<StubEnv> {
  const routes = new Hono<StubEnv>();

  routes.post('/actions', async c => {
    const form = readForm(c) ?? new URLSearchParams();
    const refusal = refuseForm(c, context, form);
    if (refusal !== undefined) {
      return refuse(403, 'Nothing was changed', refusal);
    }
    const [name, value = ''] = (form.get('do') ?? '').split(/ (.*)/);
    if (!Object.hasOwn(ACTIONS, name)) {
      return refuse(400, 'Unknown action', `There is no action "${name}".`);
    }
    try {
      form.set('value', value);
      await ACTIONS[name](stub, form);
    } catch (error) {
      return refuse(400, 'Nothing was changed', (error as Error).message);
    }
    return c.redirect('/', 303);

    function refuse(status: 400 | 403, title: string, problem: string) {
      const remedy = 'Return to the overview at / and try again.';
      return sendPage(
        c,
        status,
        renderErrorPage({ title, problem, remedy, details: [] }),
      );
    }
  });

  return routes;
}
