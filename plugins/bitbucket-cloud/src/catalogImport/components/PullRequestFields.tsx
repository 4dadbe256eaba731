import { type ComponentProps } from 'react';
import { Box, TextField, Typography } from '@material-ui/core';
import { type BitbucketOwnerProposal } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type StepPrepareCreatePullRequestProps } from '@backstage/plugin-catalog-import';
import { OwnerField } from './OwnerField';

type Form = Parameters<
  StepPrepareCreatePullRequestProps['renderFormFields']
>[0];

interface ComponentSpec {
  type?: string;
  lifecycle?: string;
}

const Heading = ({ children }: { children: string }) => (
  <Box marginTop={2}>
    <Typography variant="h6">{children}</Typography>
  </Box>
);

const Field = (props: ComponentProps<typeof TextField>) => (
  <TextField {...props} margin="normal" variant="outlined" fullWidth />
);

/** The form of Backstage, with the reason for the owner instead of a choice of CODEOWNERS, which only works at other hosts. */
export const PullRequestFields = ({
  form,
  onSpecChange,
  owners,
  spec,
}: {
  form: Form;
  owners: BitbucketOwnerProposal[];
  spec: ComponentSpec;
  onSpecChange(change: ComponentSpec): void;
}) => {
  const { formState, groups, groupsLoading, register, setValue, values } = form;
  const registered = (name: 'body' | 'componentName' | 'title') => {
    const { ref, ...rest } = register(name, { required: true });
    return {
      ...rest,
      id: `import-${name}`,
      inputRef: ref,
      error: Boolean(formState.errors[name]),
      required: true,
    };
  };
  register('owner', { required: true });
  return (
    <>
      <Heading>Pull request</Heading>
      <Field {...registered('title')} label="Title" />
      <Field {...registered('body')} label="Description" multiline />
      <Heading>Entity</Heading>
      <Field {...registered('componentName')} label="Name" />
      <OwnerField
        value={values.owner}
        onChange={owner => setValue('owner', owner, { shouldValidate: true })}
        {...{ groups, groupsLoading, owners }}
      />
      <Field
        id="import-type"
        label="Type"
        value={spec.type ?? ''}
        onChange={({ target }) => onSpecChange({ type: target.value })}
        helperText="For example: service, website, library"
        required
      />
      <Field
        id="import-lifecycle"
        label="Lifecycle"
        value={spec.lifecycle ?? ''}
        onChange={({ target }) => onSpecChange({ lifecycle: target.value })}
        helperText="For example: experimental, production, deprecated"
        required
      />
    </>
  );
};
