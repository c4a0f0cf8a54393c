# The release as Ratchet wants it: updated in place, with time for the migration, and with nothing that rolls back.
terraform {
  required_providers {
    helm = { source = "hashicorp/helm" }
  }
}

variable "chart_path" {
  type        = string
  description = "Directory of the chart, as Ratchet unpacked it"
}

resource "helm_release" "jitera" {
  name      = "jitera"
  namespace = "jitera"
  chart     = var.chart_path
  values    = [file("${path.module}/values.yaml")]

  # As long as upgrade.timeout in ratchet.yaml: the provider's own five minutes are too short for a migration.
  timeout = 1800

  # No automatic rollback: the database is migrated by then, and the old version does not fit it any more.
  atomic          = false
  cleanup_on_fail = false
}
