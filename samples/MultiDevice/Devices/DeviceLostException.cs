namespace MultiDevice.Devices;

/// <summary>A device does not answer.</summary>
internal sealed class DeviceLostException(string device) : Exception($"{device} does not answer; it has to be reset.");
