namespace Zhiyan.Server.Reference;

/// <summary>Marks a member without which a request is refused. (The framework's own attribute wants a setter.)</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MandatoryAttribute : Attribute;
