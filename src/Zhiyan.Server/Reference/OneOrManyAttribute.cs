namespace Zhiyan.Server.Reference;

/// <summary>Marks a list of which a request may also send a single item bare.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOrManyAttribute : Attribute;
