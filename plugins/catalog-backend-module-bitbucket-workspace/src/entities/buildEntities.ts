import { namesOf } from '../store/recordsOf';
import { type WantedEntity } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { type BuildEntitiesOptions } from './BuildEntitiesOptions';
import { GroupBuilder } from './buildGroups';
import { uuidOfUserKey, userKeyOf } from '../model/entityKeys';
import {
  type Draft,
  EntityFinisher,
  type FinishedEntity,
} from './finishEntity';
import { locationOf } from '../model/location';
import { settleNames } from './settleNames';
import { accountAnnotations, toUserEntity } from './toEntity';

/** Number of Users whose refs are queried together. */
const USERS_AT_ONCE = 500;

/**
 * Builds the entities of a workspace one after the other: first its Group, then the Users, then the
 * Groups of owners and projects, which reference the Users.
 *
 * Memberships only reference proven entities. Refs that another source could have are omitted.
 *
 * @throws InputError if a transformer gives two entities the same name
 */
export async function* buildEntities(
  options: BuildEntitiesOptions,
): AsyncGenerator<WantedEntity> {
  const { config, elsewhere, groups } = options;
  const finisher = new EntityFinisher({
    ...options,
    location: locationOf(config.id),
  });
  const builder = await GroupBuilder.create(options, finisher);
  const refs = new Map(elsewhere);

  let parent: string | undefined;
  if (config.groups.workspace) {
    const made = await builder.workspace([...elsewhere.values()].sort());
    parent = made?.isProven ? made.entityRef : undefined;
    yield* present(made);
  }
  for await (const user of buildUsers(options, finisher, parent)) {
    if (user.isProven) {
      refs.set(uuidOfUserKey(user.key) ?? '', user.entityRef);
    }
    yield* present(user);
  }
  for (const [uuid, ref] of await findUsersThatStay(options)) {
    refs.set(uuid, ref);
  }
  const refsOf = (uuids: string[]) =>
    [...new Set(uuids)].flatMap(uuid => refs.get(uuid) ?? []).sort();

  if (config.groups.workspace && groups.owners) {
    yield* present(await builder.owners(refsOf(groups.owners), parent));
  }
  for (const project of groups.projects ?? []) {
    if (project.people) {
      const members = refsOf(project.people);
      yield* present(await builder.project(project, members, parent));
    }
  }
  finisher.noteForeignMemberships();
}

/** Returns refs of Users that memberships can reference although this run does not build them. */
async function findUsersThatStay({
  claims,
  records,
  unconfirmed,
}: BuildEntitiesOptions): Promise<[uuid: string, entityRef: string][]> {
  const staying = [...unconfirmed].flatMap(uuid => {
    const key = userKeyOf(uuid);
    const record = records.get(key);
    return record && record.state !== 'gone'
      ? [{ key, uuid, entityRef: record.entity_ref }]
      : [];
  });
  await claims.ask(staying.map(({ entityRef }) => entityRef));
  return staying
    .filter(({ key, uuid, entityRef }) =>
      claims.isProven({
        key,
        entityRef,
        name: parseEntityRef(entityRef).name,
        subject: { uuid },
      }),
    )
    .map(({ uuid, entityRef }) => [uuid, entityRef]);
}

function present(made: FinishedEntity | undefined): WantedEntity[] {
  if (!made) {
    return [];
  }
  const { isProven, ...wanted } = made;
  return [wanted];
}

async function* buildUsers(
  options: BuildEntitiesOptions,
  finisher: EntityFinisher,
  parent: string | undefined,
): AsyncGenerator<FinishedEntity> {
  const { config, members, records, userTransformer } = options;
  const namespace = config.userNamespace;
  const names = await settleNames(
    members.map(({ uuid, nickname, displayName }) => ({
      key: userKeyOf(uuid),
      wishes: [nickname, displayName],
      uuid,
    })),
    {
      ...options,
      known: namesOf(records, 'user:'),
      refOf: name => stringifyEntityRef({ kind: 'User', namespace, name }),
    },
  );
  for (let at = 0; at < members.length; at += USERS_AT_ONCE) {
    const drafts: Draft[] = [];
    for (const member of members.slice(at, at + USERS_AT_ONCE)) {
      const key = userKeyOf(member.uuid);
      const make = () =>
        toUserEntity(member, {
          name: names.get(key) ?? '',
          namespace,
          memberOf: parent ? [parent] : [],
        });
      const changed = userTransformer
        ? await userTransformer(make(), { member })
        : make();
      if (changed) {
        const identity = accountAnnotations(member);
        drafts.push({
          key,
          subject: { uuid: member.uuid },
          built: make(),
          changed,
          identity,
        });
      }
    }
    yield* await finisher.finish(drafts);
  }
}
