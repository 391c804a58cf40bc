# Mistakes in calls stop the configuration with a message that names the call, the keyword and the value.

function(mistake call message)
    configure("${call}" FAIL OPTIONS "-DCALL=${call}" OUTPUT "${message}")
endfunction()

mistake("add_migrations(a)" "add_migrations\\(a\\): DIRECTORY is missing")
mistake("add_migrations(a DIRECTORY)" "add_migrations\\(a\\): DIRECTORY: a value is missing")
mistake("add_migrations(a DIRECTORY nowhere)" "add_migrations\\(a\\): DIRECTORY: there is no '.*/nowhere/migrations.toml'.*migrations init")
mistake("add_migrations(a DIRECTORY x DRIVT error)" "add_migrations\\(a\\): unknown argument 'DRIVT' 'error'|add_migrations\\(a\\): unknown argument 'DRIVT'")
mistake("add_migrations(a-b DIRECTORY x)" "add_migrations\\(a-b\\): 'a-b' is not a C\\+\\+ identifier")
mistake("add_schema_models(m)" "add_schema_models\\(m\\): MODELS: give at least one model file")
mistake("add_schema_models(m MODELS nowhere.toml)" "add_schema_models\\(m\\): MODELS: there is no file '.*/nowhere.toml'")
mistake("add_schema_models(m MODELS x.toml MODEL_DIRECTORY y)" "MODELS and MODEL_DIRECTORY exclude each other")
