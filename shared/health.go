package shared

// Healths are the words of Health, the worst first.
var Healths = []Health{HealthBad, HealthWarning, HealthSyncing, HealthOK, HealthOff}
