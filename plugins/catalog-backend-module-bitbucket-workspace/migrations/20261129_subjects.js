/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_workspace_subjects', table => {
    table.comment('How Bitbucket identified the subjects of the Groups');
    table.string('provider_id').notNullable();
    table
      .string('key')
      .notNullable()
      .comment('As in bitbucket_workspace_entities');
    table
      .string('value')
      .notNullable()
      .comment('The uuid of the workspace, or the key of the project');
    table.primary(['provider_id', 'key']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_workspace_subjects');
};
