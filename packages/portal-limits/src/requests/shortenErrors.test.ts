import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { startLimitedBackend } from '../__testUtils__/startLimitedBackend';
import { shortenErrors } from './shortenErrors';

function handle(error: unknown) {
  const next = jest.fn();
  shortenErrors(error, {} as never, {} as never, next);
  return next.mock.calls[0][0];
}

it.each([new Error('short'), 'a text', undefined])(
  'does not change %p',
  error => {
    expect(handle(error)).toBe(error);
  },
);

it('shortens the message of an error of a plugin', async () => {
  const plugin = createBackendPlugin({
    pluginId: 'notifications',
    register(reg) {
      reg.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          httpRouter.use(() => {
            throw new InputError('x'.repeat(1_000_000));
          });
        },
      });
    },
  });
  const backend = await startLimitedBackend([plugin]);
  const { status, text } = await backend.send('/api/notifications');
  await backend.stop();
  expect(status).toBe(400);
  expect(JSON.parse(text).error).toMatchObject({
    name: 'InputError',
    message: `${'x'.repeat(4_000)}… The portal has shortened this message.`,
  });
});
