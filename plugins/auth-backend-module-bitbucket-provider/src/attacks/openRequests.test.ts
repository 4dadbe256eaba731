import { type Answer, json } from '../__testUtils__/HostileBitbucket';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const hostile = useHostilePortal({
  development: {
    allowedWorkspaces: ['harbour-bikes'],
    requestTimeout: { minutes: 1 },
  },
});

it('leaves no request open after the attempt has failed', async () => {
  const open = new Set<unknown>();
  let refuse = () => {};
  let tellClosed = () => {};
  const closed = new Promise<void>(resolve => {
    tellClosed = resolve;
  });
  /** Rejects the account after the two other requests have arrived. */
  const begin = (asked: unknown) => {
    open.add(asked);
    if (open.size === 3) {
      refuse();
    }
  };
  const waiting: Answer = (_, res) => {
    begin(res);
    res.on('close', () => {
      open.delete(res);
      if (open.size === 1) {
        tellClosed();
      }
    });
  };
  hostile.bitbucket.answer({
    user: (req, res) => {
      refuse = () => json({ type: 'error' }, 401)(req, res);
      begin(res);
    },
    emails: waiting,
    workspaces: waiting,
  });
  const browser = hostile.portal.newBrowser();
  const { error } = await browser.comeBack(await browser.callbackOf());
  expect(error.message).toMatch(/did not accept the access/);
  // This is shorter than the minute that each request can take.
  await closed;
});
