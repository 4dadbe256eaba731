import { TextField } from '@material-ui/core';
import { Autocomplete } from '@material-ui/lab';
import { type BitbucketOwnerProposal } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { type AutocompleteTextFieldOption } from '@backstage/plugin-catalog-import';
import { humanizeEntityRef } from '@backstage/plugin-catalog-react';

/** The owner of the entity, with the reason why it is proposed. Backstage's own field is empty at first. */
export const OwnerField = ({
  groups,
  groupsLoading,
  onChange,
  owners,
  value,
}: {
  groups: AutocompleteTextFieldOption[];
  groupsLoading: boolean;
  owners: BitbucketOwnerProposal[];
  value: string;
  onChange(owner: string): void;
}) => {
  const proposed = owners.map(owner => ({
    ...owner,
    id: toShortRef(owner.ref),
  }));
  const labels = new Map(
    groups.map(group =>
      typeof group === 'string' ? [group, group] : [group.id, group.label],
    ),
  );
  const ids = new Set([...proposed.map(({ id }) => id), ...labels.keys()]);
  const chosen = proposed.find(({ id }) => id === value);
  const others = proposed.filter(({ id }) => id !== value);
  const hints = [
    chosen?.reason ??
      (proposed.length === 0
        ? 'The portal found no owner. Choose a group.'
        : 'Not one of the proposals.'),
    ...(others.length > 0
      ? [`Also proposed: ${others.map(({ id }) => id).join(', ')}.`]
      : []),
  ];
  return (
    <Autocomplete
      id="import-owner"
      freeSolo
      autoSelect
      loading={groupsLoading}
      options={[...ids]}
      value={value}
      getOptionLabel={id =>
        labels.has(id) && labels.get(id) !== id
          ? `${labels.get(id)} (${id})`
          : id
      }
      onChange={(_event, owner) => onChange(toId(owner ?? '', labels))}
      renderInput={params => (
        <TextField
          {...params}
          label="Owner"
          margin="normal"
          variant="outlined"
          required
          helperText={hints.join(' ')}
        />
      )}
    />
  );
};

/** A typed text can be the label of an option. */
function toId(text: string, labels: ReadonlyMap<string, string>): string {
  const found = [...labels].find(
    ([id, label]) => text === label || text === `${label} (${id})`,
  );
  return found ? found[0] : text;
}

function toShortRef(ref: string): string {
  return humanizeEntityRef(parseEntityRef(ref), { defaultKind: 'group' });
}
