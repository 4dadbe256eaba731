/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('location_registrations', table => {
    table.comment('The user who registered each location of the catalog');
    table.string('location_id', 36).notNullable();
    table
      .string('target_hash', 64)
      .notNullable()
      .comment('SHA-256 of type:target. A row counts for this target only');
    table.string('user_entity_ref', 255).notNullable();
    table.primary(['location_id', 'target_hash']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('location_registrations');
};
