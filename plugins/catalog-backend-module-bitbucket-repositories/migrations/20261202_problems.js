/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // Replaces the column `problem` of the files, which instances with an earlier version still use.
  await knex.schema.createTable('bitbucket_repositories_problems', table => {
    table.comment('Why the catalog cannot use files, of all sources');
    table.string('kind').notNullable().comment('error or conflict');
    table.string('entity_ref', 511).notNullable();
    table.string('target_hash').notNullable().comment('SHA-256 of the target');
    table.text('target').notNullable().comment('URL of the file');
    table.text('message').notNullable();
    table
      .text('location_key')
      .comment('Conflict: the key of the source that is refused');
    table
      .string('processed_by', 511)
      .comment('Conflict: the entity that the catalog processed');
    table
      .string('result_hash')
      .comment('Conflict: the result of processing; the conflict ends with it');
    table.bigInteger('since').notNullable().comment('In milliseconds');
    table.bigInteger('seen_at').notNullable().comment('In milliseconds');
    table.primary(['kind', 'entity_ref', 'target_hash']);
    table.index(['target_hash'], 'bitbucket_repositories_problems_target_idx');
    table.index(['processed_by'], 'bitbucket_repositories_problems_by_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_repositories_problems');
};
