import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UserEntity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { fakeSession, fakeSessionsApi } from '../__testUtils__/fakeSessions';
import { bitbucketSessionsApiRef, BitbucketSessionsError } from '../api';
import { EntityBitbucketSessionsCard } from './EntityBitbucketSessionsCard';

// The real hook caches each decision, and tests cannot clear the cache.
jest.mock('@backstage/plugin-permission-react', () => ({
  ...jest.requireActual('@backstage/plugin-permission-react'),
  usePermission: jest.fn(),
}));

const READ = 'bitbucket.session.read';
const END = 'bitbucket.session.end';

function allow(...names: string[]) {
  (usePermission as jest.Mock).mockImplementation(({ permission }) => ({
    loading: false,
    allowed: names.includes(permission.name),
  }));
}

const userNamed = (name: string, displayName?: string): UserEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { namespace: 'default', name },
  spec: { memberOf: [], profile: { displayName } },
});
const mira = userNamed('mira.lindqvist', 'Mira Lindqvist');

const sessionsApi = fakeSessionsApi();
const phone = fakeSession();
const laptop = fakeSession({ id: 'laptop', device: 'Firefox on Linux' });

const cardOf = (entity: UserEntity) => (
  <TestApiProvider apis={[[bitbucketSessionsApiRef, sessionsApi]]}>
    <main>
      <EntityProvider entity={entity}>
        <EntityBitbucketSessionsCard />
      </EntityProvider>
    </main>
  </TestApiProvider>
);

async function renderCard(entity = mira) {
  const { rerender } = await renderInTestApp(cardOf(entity));
  return { user: userEvent.setup(), rerender };
}

const findList = () =>
  screen.findByRole('list', { name: 'Sessions of Mira Lindqvist' });
const button = (name: string | RegExp) => screen.getByRole('button', { name });

beforeEach(() => {
  jest.resetAllMocks();
  allow(READ, END);
  sessionsApi.listUserSessions.mockResolvedValue([laptop, phone]);
});

describe('EntityBitbucketSessionsCard', () => {
  it.each([
    ['without the permission to read', { loading: false, allowed: false }],
    ['while the permission loads', { loading: true, allowed: false }],
    [
      'if the permission cannot be checked',
      { loading: false, allowed: false, error: new Error('No connection') },
    ],
  ])('shows and requests nothing %s', async (_, decision) => {
    (usePermission as jest.Mock).mockReturnValue(decision);
    await renderCard();

    expect(screen.getByRole('main')).toBeEmptyDOMElement();
    expect(sessionsApi.listUserSessions).not.toHaveBeenCalled();
  });

  it.each([
    ['the portal has no such sessions', 404],
    [
      'the backend rejects the request because the portal does not use permissions',
      403,
    ],
  ])('shows nothing if %s', async (_, statusCode) => {
    sessionsApi.listUserSessions.mockRejectedValue(
      new BitbucketSessionsError('An error', { statusCode }),
    );
    await renderCard();

    await waitFor(() => expect(screen.getByRole('main')).toBeEmptyDOMElement());
    expect(sessionsApi.listUserSessions).toHaveBeenCalledTimes(1);
  });

  it('lists the sessions of the user, without buttons for an administrator with read permission only', async () => {
    allow(READ);
    await renderCard();

    const rows = within(await findList()).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent(
      'Firefox on LinuxSigned in 3 days ago, last used 3 hours ago',
    );
    expect(rows[1]).toHaveTextContent('Safari on iPhone');
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
    expect(sessionsApi.listUserSessions).toHaveBeenCalledWith(
      'user:default/mira.lindqvist',
    );
  });

  it('shows that the user has no session, with the user name if the profile has no name', async () => {
    sessionsApi.listUserSessions.mockResolvedValue([]);
    await renderCard(userNamed('tomas'));

    expect(
      await screen.findByText('tomas has no session in this portal.'),
    ).toBeVisible();
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
    // Command line tools and AI assistants can still have access.
    expect(button('End all sessions')).toBeEnabled();
  });

  it('shows why it cannot load, and retries', async () => {
    sessionsApi.listUserSessions.mockRejectedValueOnce(
      new BitbucketSessionsError('The database does not respond.', {
        statusCode: 503,
      }),
    );
    const { user } = await renderCard();

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database does not respond.',
    );
    await user.click(button('Try again'));

    expect(await findList()).toBeVisible();
  });

  it('ends one session with a reason and shows the remaining access', async () => {
    sessionsApi.endUserSessions.mockResolvedValue({
      ended: 1,
      notes: ['A Backstage token lives up to an hour.'],
    });
    const { user } = await renderCard();
    await findList();
    sessionsApi.listUserSessions.mockResolvedValue([laptop]);

    await user.click(
      button('End session: Safari on iPhone, last used 3 hours ago'),
    );
    const dialog = screen.getByRole('dialog', {
      name: 'End the session on Safari on iPhone?',
    });
    expect(dialog).toHaveAccessibleDescription(
      'Mira Lindqvist must sign in again in that browser.',
    );
    await user.type(
      within(dialog).getByRole('textbox', { name: 'Reason (optional)' }),
      ' Lost phone {Enter}',
    );

    const message = await screen.findByRole('status');
    expect(message).toHaveTextContent(
      'You ended 1 session.A Backstage token lives up to an hour.',
    );
    expect(message).toHaveFocus();
    expect(sessionsApi.endUserSessions.mock.calls).toEqual([
      [
        {
          userEntityRef: 'user:default/mira.lindqvist',
          sessionId: 'phone',
          reason: 'Lost phone',
        },
      ],
    ]);
    await waitFor(async () =>
      expect(within(await findList()).getAllByRole('listitem')).toHaveLength(1),
    );
  });

  it('ends all sessions without a reason', async () => {
    sessionsApi.endUserSessions.mockResolvedValue({ ended: 2, notes: [] });
    const { user } = await renderCard();
    await findList();

    await user.click(button('End all sessions'));
    expect(
      screen.getByRole('dialog', {
        name: 'End all sessions of Mira Lindqvist?',
      }),
    ).toHaveAccessibleDescription(
      'Mira Lindqvist must sign in again in each browser. The access of command line tools and AI assistants of Mira Lindqvist ends as well.',
    );
    await user.click(button('End'));

    expect(await screen.findByRole('status')).toHaveTextContent(
      'You ended 2 sessions.',
    );
    expect(sessionsApi.endUserSessions).toHaveBeenCalledWith({
      userEntityRef: 'user:default/mira.lindqvist',
      sessionId: undefined,
      reason: undefined,
    });
  });

  it('accepts a reason of at most 200 characters', async () => {
    sessionsApi.endUserSessions.mockResolvedValue({ ended: 2, notes: [] });
    const { user } = await renderCard();
    await findList();

    await user.click(button('End all sessions'));
    await user.click(screen.getByRole('textbox'));
    await user.paste('x'.repeat(300));
    await user.click(button('End'));

    expect(sessionsApi.endUserSessions.mock.calls[0][0].reason).toBe(
      'x'.repeat(200),
    );
  });

  it('ends nothing if the administrator cancels, and discards the reason', async () => {
    const { user } = await renderCard();
    await findList();

    await user.click(button('End all sessions'));
    await user.type(screen.getByRole('textbox'), 'Left');
    await user.click(button('Cancel'));

    expect(button('End all sessions')).toHaveFocus();
    expect(sessionsApi.endUserSessions).not.toHaveBeenCalled();
    await user.click(button('End all sessions'));
    expect(screen.getByRole('textbox')).toHaveValue('');
  });

  it.each([
    [
      'the error of the backend',
      new BitbucketSessionsError('You may not end sessions.', {
        statusCode: 403,
      }),
      'You may not end sessions.',
    ],
    ['a sentence', 'no error', 'Something went wrong. Try again in a minute.'],
  ])('shows %s if it could not end sessions', async (_, error, text) => {
    sessionsApi.endUserSessions.mockRejectedValue(error);
    const { user } = await renderCard();
    await findList();

    await user.click(button('End all sessions'));
    await user.click(button('End'));

    expect(await screen.findByRole('alert')).toHaveTextContent(text);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(sessionsApi.listUserSessions).toHaveBeenCalledTimes(2);
  });

  it('shows that there was no session to end', async () => {
    sessionsApi.endUserSessions.mockResolvedValue({ ended: 0, notes: [] });
    const { user } = await renderCard();
    await findList();

    await user.click(button('End all sessions'));
    await user.click(button('End'));

    expect(await screen.findByRole('status')).toHaveTextContent(
      'There was no session left to end.',
    );
  });

  it('never shows the sessions of one user under the name of another', async () => {
    const { rerender } = await renderCard();
    await findList();
    sessionsApi.listUserSessions.mockReturnValue(new Promise(() => {}));

    rerender(cardOf(userNamed('tomas')));

    expect(
      await screen.findByRole('progressbar', { name: 'Loading sessions' }),
    ).toBeVisible();
    expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument();
  });
});
