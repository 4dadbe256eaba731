/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_repositories_entities', table => {
    table.comment('What each provider has sent to the catalog');
    table.string('provider_id').notNullable();
    table
      .string('key', 511)
      .notNullable()
      .comment('Uuid of the repository, and path of the file; never changes');
    table.string('entity_ref', 511).notNullable();
    table.string('name').notNullable();
    table
      .string('state')
      .notNullable()
      .comment('present; pending while a mutation is under way; gone');
    table.string('digest').notNullable().comment('Of the entity');
    table.primary(['provider_id', 'key']);
    table.index(['entity_ref'], 'bitbucket_repositories_entities_ref_idx');
  });
  await knex.schema.createTable('bitbucket_repositories_seen', table => {
    table.comment('Every repository that each provider has read');
    table.string('provider_id').notNullable();
    table.string('uuid').notNullable().comment('With braces, lower case');
    table
      .text('repository')
      .notNullable()
      .comment('The repository as JSON, for events that contain less');
    table
      .string('version')
      .notNullable()
      .comment('If it differs, the files are read again');
    table.string('run_id').notNullable().comment('Run that listed it last');
    table.primary(['provider_id', 'uuid']);
  });
  await knex.schema.createTable('bitbucket_repositories_files', table => {
    table.comment('The last content of every catalog file');
    table.string('provider_id').notNullable();
    table.string('uuid').notNullable();
    table.string('path', 400).notNullable();
    table
      .string('slug', 400)
      .notNullable()
      .comment('Workspace and repository, as in URLs');
    table.text('target').notNullable().comment('URL of the file');
    table.string('target_hash').notNullable().comment('SHA-256 of the target');
    table.text('content').notNullable();
    table.string('digest').notNullable().comment('SHA-256 of the content');
    table
      .bigInteger('read_at')
      .notNullable()
      .comment('When reading began, in milliseconds since 1970');
    table.text('problem').comment('Why the catalog cannot use the content');
    table.primary(['provider_id', 'uuid', 'path']);
    table.index(['target_hash'], 'bitbucket_repositories_files_target_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_repositories_files');
  await knex.schema.dropTable('bitbucket_repositories_seen');
  await knex.schema.dropTable('bitbucket_repositories_entities');
};
