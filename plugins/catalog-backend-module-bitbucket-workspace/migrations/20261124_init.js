/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_workspace_entities', table => {
    table.comment('What each provider has brought into the catalog');
    table.string('provider_id').notNullable();
    table
      .string('key')
      .notNullable()
      .comment('Of the person, the workspace or the project; never changes');
    table.string('entity_ref', 511).notNullable();
    table.string('name').notNullable().comment('Chosen once, and kept');
    table
      .string('state')
      .notNullable()
      .comment('present; pending while a mutation is under way; gone');
    table.string('digest').notNullable().comment('Of the entity');
    table.primary(['provider_id', 'key']);
  });
  await knex.schema.createTable('bitbucket_workspace_links', table => {
    table.comment('Accounts of the Users of other sources');
    table.string('provider_id').notNullable();
    table.string('entity_ref', 255).notNullable();
    table.string('email').notNullable().comment('The account was found by it');
    table.string('user_id').notNullable();
    table.string('username');
    table.string('account_id');
    table.primary(['provider_id', 'entity_ref']);
    table.index('entity_ref', 'bitbucket_workspace_links_ref_idx');
  });
  await knex.schema.createTable('bitbucket_workspace_calls', table => {
    table.comment('Calls to Bitbucket by minute, of the last hour');
    table.string('budget_key').notNullable();
    table.integer('minute').notNullable().comment('Minutes since 1970');
    table.integer('calls').notNullable();
    table.primary(['budget_key', 'minute']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_workspace_calls');
  await knex.schema.dropTable('bitbucket_workspace_links');
  await knex.schema.dropTable('bitbucket_workspace_entities');
};
